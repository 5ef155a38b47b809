package dev.ringside.testkit.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Broker settings of a combined KRaft broker and controller that is alone in its cluster. */
final class BrokerProperties {
  static final String CLUSTER_ID = "ringside-one-broker-00";
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String PREFIX = "KAFKA_";

  /** Variables of the public image that steer its scripts and are no broker settings. */
  private static final Set<String> SCRIPT_VARIABLES =
      Set.of(
          "KAFKA_VERSION",
          "KAFKA_HEAP_OPTS",
          "KAFKA_OPTS",
          "KAFKA_JMX_OPTS",
          "KAFKA_JMX_PORT",
          "KAFKA_JMX_HOSTNAME",
          "KAFKA_GC_LOG_OPTS",
          "KAFKA_JVM_PERFORMANCE_OPTS",
          "KAFKA_LOG4J_OPTS",
          "KAFKA_LOG4J_ROOT_LOGLEVEL",
          "KAFKA_LOG4J_LOGGERS",
          "KAFKA_TOOLS_LOG4J_LOGLEVEL");

  private BrokerProperties() {}

  /**
   * Settings for one broker that keeps everything small: one replica, one partition for the
   * internal topics, no wait before a consumer group starts, and patience with a starved machine.
   */
  static Properties alone(Addresses addresses, Path data) {
    Properties broker = new Properties();
    broker.putAll(
        Map.of(
            "node.id",
            "1",
            "process.roles",
            "broker,controller",
            "controller.listener.names",
            CONTROLLER_LISTENER,
            "controller.quorum.voters",
            "1@" + addresses.controller(),
            "listeners",
            addresses.listeners(),
            "advertised.listeners",
            addresses.advertised(),
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs",
            data.toString()));
    broker.putAll(SMALL);
    return broker;
  }

  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("offsets.topic.num.partitions", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("transaction.state.log.num.partitions", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("broker.session.timeout.ms", "30000"),
          Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
          Map.entry("log.index.size.max.bytes", "1048576"),
          Map.entry("num.network.threads", "1"),
          Map.entry("num.io.threads", "2"),
          Map.entry("background.threads", "1"),
          Map.entry("num.recovery.threads.per.data.dir", "1"));

  /**
   * Broker settings from the variables the public {@code apache/kafka} image understands, so that
   * one compose file serves that image and a local one: {@code KAFKA_LOG_DIRS} is {@code log.dirs},
   * two underscores stand for one, three for a hyphen.
   */
  static Properties fromEnvironment(Map<String, String> environment) {
    Properties broker = new Properties();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX) && !SCRIPT_VARIABLES.contains(name)) {
            broker.setProperty(settingOf(name.substring(PREFIX.length())), value);
          }
        });
    return broker;
  }

  private static String settingOf(String variable) {
    return variable
        .toLowerCase(java.util.Locale.ROOT)
        .replace("___", "-")
        .replace("__", "\u0000")
        .replace('_', '.')
        .replace('\u0000', '_');
  }

  /** The first address clients are told, without the listener's name. */
  static String advertisedAddress(Properties broker) {
    String advertised =
        broker.getProperty("advertised.listeners", broker.getProperty("listeners", ""));
    return advertised.replaceFirst(",.*", "").replaceFirst("^\\w+://", "");
  }

  /**
   * Where a broker listens and how clients reach it.
   *
   * @param listenHost interface to bind
   * @param advertisedHost name clients are told
   */
  record Addresses(String listenHost, String advertisedHost, int port, int controllerPort) {
    static Addresses loopback(int port, int controllerPort) {
      return new Addresses("127.0.0.1", "127.0.0.1", port, controllerPort);
    }

    String bootstrap() {
      return advertisedHost + ":" + port;
    }

    private String controller() {
      return "127.0.0.1:" + controllerPort;
    }

    private String listeners() {
      return "PLAINTEXT://%s:%d,%s://%s"
          .formatted(listenHost, port, CONTROLLER_LISTENER, controller());
    }

    private String advertised() {
      return "PLAINTEXT://" + bootstrap();
    }
  }
}
