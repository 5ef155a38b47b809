package dev.ringside.ingest.kafka;

import dev.ringside.core.deployment.Tenant;
import dev.ringside.schemas.topic.ClientProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How producers and admin clients reach Kafka: the brokers, what the operator adds (TLS, SASL,
 * batch sizes), and the tenant whose calls they send.
 *
 * <p>The operator's properties replace the defaults, unless they would break what publishing
 * promises: no batch is lost silently, none is duplicated by a retry, and each rank stays in order.
 *
 * <p>At most 8 MiB of compressed batches are under way ({@code buffer.memory}). Compression is lz4:
 * batches are columns already, and on the recorded samples zstd takes three times as long to save
 * another 8 % of the bytes.
 */
public final class ProducerSettings {

  /** How long a broker that has not answered yet is waited for. */
  static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

  /**
   * How long brokers that had answered are waited for: well beyond the session of a broker (9 s by
   * Kafka's default, 30 s on slow machines) and its recovery after a crash.
   */
  private static final Duration OUTAGE_PATIENCE = Duration.ofMinutes(2);

  /** How long one call into the producer may wait, for the topic or for room in the buffer. */
  private static final Duration STEP = Duration.ofSeconds(1);

  private static final int ADMIN_TIMEOUT_MS = 10_000;
  private static final int LIVE_STEP_MS = 100;

  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
          Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true"),
          Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, STEP.toMillis()),
          Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
          Map.entry(ProducerConfig.LINGER_MS_CONFIG, 5),
          Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024),
          Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L * 1024 * 1024),
          Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
          Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) OUTAGE_PATIENCE.toMillis()),
          Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "ringside"));

  private final String brokers;
  private final SortedMap<String, String> additions;
  private final Tenant tenant;

  private ProducerSettings(String brokers, Map<String, String> additions, Tenant tenant) {
    this.brokers = brokers;
    this.additions = Collections.unmodifiableSortedMap(new TreeMap<>(additions));
    this.tenant = tenant;
  }

  /**
   * @param brokers {@code host:port}, several separated by commas
   * @throws BadSettingsException if that is not such a list
   */
  public static ProducerSettings of(String brokers) throws BadSettingsException {
    return checked(brokers, Map.of(), "--brokers " + brokers);
  }

  /**
   * @param file Kafka client properties, {@code key=value} lines
   * @throws BadSettingsException if the file cannot be read, or a property is invalid or would
   *     break what publishing promises
   */
  public static ProducerSettings fromFile(String brokers, Path file) throws BadSettingsException {
    SortedMap<String, String> additions;
    try {
      additions = ClientProperties.read(file);
    } catch (IOException e) {
      throw new BadSettingsException(e.getMessage(), e);
    }
    ProducerGuarantees.check(file.toString(), additions);
    return checked(brokers, additions, file.toString());
  }

  private static ProducerSettings checked(
      String brokers, Map<String, String> additions, String source) throws BadSettingsException {
    ProducerSettings settings = new ProducerSettings(brokers, additions, Tenant.DEFAULT);
    try {
      new ProducerConfig(settings.producer());
    } catch (ConfigException e) {
      throw new BadSettingsException(source + ": " + e.getMessage(), e);
    }
    return settings;
  }

  /** The same for the calls of another tenant than the default one. */
  public ProducerSettings ownedBy(Tenant other) {
    return new ProducerSettings(brokers, additions, other);
  }

  public String brokers() {
    return brokers;
  }

  public Tenant tenant() {
    return tenant;
  }

  /**
   * How long brokers that had answered may be away until publishing fails: 2 minutes, or the
   * operator's {@code delivery.timeout.ms}.
   */
  public Duration patience() {
    return Duration.ofMillis(
        new ProducerConfig(producer()).getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG));
  }

  /** The operator's properties, for consumers, which need the same TLS and SASL. */
  public SortedMap<String, String> additions() {
    return additions;
  }

  Properties producer() {
    Properties properties = new Properties();
    properties.putAll(DEFAULTS);
    properties.putAll(additions);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.put(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    return properties;
  }

  /**
   * For an agent that keeps what it sends until it is acknowledged: brokers may be away for any
   * time, and handing over never waits longer than {@value #LIVE_STEP_MS} ms.
   */
  public Properties unfailingProducer() {
    Properties properties = producer();
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LIVE_STEP_MS);
    return properties;
  }

  /** An admin client that gives up on a request after 10 s. */
  public Admin connectAdmin() {
    return Admin.create(admin(ADMIN_TIMEOUT_MS));
  }

  /** Only properties that an admin client knows; it would warn about others. */
  Properties admin(int timeoutMs) {
    Properties properties = new Properties();
    additions.forEach(
        (key, value) -> {
          if (AdminClientConfig.configNames().contains(key) || key.startsWith("ssl.")) {
            properties.put(key, value);
          }
        });
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
    return properties;
  }
}
