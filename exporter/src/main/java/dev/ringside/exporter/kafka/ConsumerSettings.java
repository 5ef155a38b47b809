package dev.ringside.exporter.kafka;

import dev.ringside.schemas.topic.ClientProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How to reach Kafka: the brokers, and what a client properties file says about TLS, SASL and the
 * rest. The file wins over our defaults, but not over what reading a whole topic needs.
 */
public final class ConsumerSettings {

  private static final Map<String, Object> DEFAULTS =
      Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");

  private static final Map<String, Object> NEEDED =
      Map.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "earliest",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ByteArrayDeserializer.class,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ByteArrayDeserializer.class);

  private final String brokers;
  private final Map<String, String> client;

  private ConsumerSettings(String brokers, Map<String, String> client) {
    this.brokers = brokers;
    this.client = client;
  }

  /**
   * @param brokers {@code host:port}, several separated by commas
   */
  public static ConsumerSettings of(String brokers) {
    return new ConsumerSettings(brokers, Map.of());
  }

  /**
   * The same with the properties of {@code file}.
   *
   * @throws IOException if it cannot be read; the message names it
   */
  public ConsumerSettings with(Path file) throws IOException {
    return new ConsumerSettings(brokers, ClientProperties.read(file));
  }

  String brokers() {
    return brokers;
  }

  /** The client's properties, with a client id that tells the consumers of topics apart. */
  Map<String, Object> asClientConfig(String topic) {
    Map<String, Object> config = new HashMap<>(DEFAULTS);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "ringside-exporter-" + topic);
    config.putAll(client);
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    config.putAll(NEEDED);
    return config;
  }
}
