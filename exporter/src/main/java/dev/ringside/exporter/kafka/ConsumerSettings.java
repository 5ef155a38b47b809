package dev.ringside.exporter.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How to reach Kafka: the brokers, and whatever a client properties file says about TLS, SASL and
 * the rest. The file wins over our defaults, but not over what reading a whole topic needs.
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
  private final Map<String, Object> client;

  private ConsumerSettings(String brokers, Map<String, Object> client) {
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
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "client properties %s cannot be read (%s): give a readable .properties file"
              .formatted(file, e),
          e);
    }
    Map<String, Object> given = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> given.put(name, properties.getProperty(name)));
    return new ConsumerSettings(brokers, given);
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
