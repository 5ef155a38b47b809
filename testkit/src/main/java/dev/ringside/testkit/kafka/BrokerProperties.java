package dev.ringside.testkit.kafka;

import dev.ringside.testkit.tls.SelfSigned;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * Settings of a KRaft node that is broker and controller, alone in its cluster or one of several.
 */
final class BrokerProperties {
  static final String CLUSTER_ID = "ringside-one-broker-00";
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  static final String SECURED_LISTENER = "SASL_SSL";

  private BrokerProperties() {}

  /**
   * Settings for one broker with a small footprint: one replica, one partition for each internal
   * topic, no wait before a consumer group starts, and a long session timeout for slow machines.
   */
  static Properties alone(Addresses addresses, Path data) {
    Properties broker = new Properties();
    broker.putAll(SMALL);
    broker.setProperty("controller.quorum.voters", "1@" + addresses.controller());
    broker.setProperty("listeners", addresses.listeners());
    broker.setProperty("advertised.listeners", addresses.advertised());
    broker.setProperty("log.dirs", data.toString());
    return broker;
  }

  /**
   * Settings for one of several brokers that are also the controllers of their cluster. Every topic
   * has a replica on each, so that one of three may fail.
   *
   * @param voters controllers of all, {@code 1@host:port,...}
   */
  static Properties member(Addresses addresses, Path data, int node, String voters, int replicas) {
    Properties broker = alone(addresses, data);
    String all = Integer.toString(replicas);
    broker.setProperty("node.id", Integer.toString(node));
    broker.setProperty("controller.quorum.voters", voters);
    broker.setProperty("default.replication.factor", all);
    broker.setProperty("min.insync.replicas", Integer.toString(Math.max(1, replicas - 1)));
    broker.setProperty("offsets.topic.replication.factor", all);
    broker.setProperty("transaction.state.log.replication.factor", all);
    return broker;
  }

  /**
   * The same, for a broker in a process of its own, which may be killed. The controller does not
   * register the one that takes its place before the session of the killed one is over; the new one
   * asks 0.1, 0.3, 0.7, 1.5, 3.1, 6.3 and 12.7 s after its start.
   *
   * @param sessionMs longer than a broker that lives ever pauses: one that does loses its
   *     partitions until its next heartbeat
   */
  static Properties restartable(Properties broker, int sessionMs) {
    Properties restartable = new Properties();
    restartable.putAll(broker);
    restartable.setProperty("broker.session.timeout.ms", Integer.toString(sessionMs));
    restartable.setProperty("broker.heartbeat.interval.ms", Integer.toString(sessionMs / 5));
    return restartable;
  }

  /**
   * The same as {@link #alone}, but clients need TLS and SCRAM-SHA-512, and may do what ACLs allow.
   *
   * @param admin may do everything
   */
  static Properties secured(Addresses addresses, Path data, SelfSigned certificate, User admin) {
    Properties broker = alone(addresses, data);
    String listener = SECURED_LISTENER + "://" + addresses.bootstrap();
    broker.setProperty(
        "listeners", listener + "," + CONTROLLER_LISTENER + "://" + addresses.controller());
    broker.setProperty("advertised.listeners", listener);
    broker.setProperty("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
    broker.setProperty("inter.broker.listener.name", SECURED_LISTENER);
    broker.setProperty("sasl.enabled.mechanisms", User.MECHANISM);
    broker.setProperty("sasl.mechanism.inter.broker.protocol", User.MECHANISM);
    broker.setProperty("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", admin.jaas());
    broker.setProperty("ssl.keystore.type", "PKCS12");
    broker.setProperty("ssl.keystore.location", certificate.keyStore().toString());
    broker.setProperty("ssl.keystore.password", certificate.password());
    broker.setProperty("ssl.truststore.type", "PKCS12");
    broker.setProperty("ssl.truststore.location", certificate.trustStore().toString());
    broker.setProperty("ssl.truststore.password", certificate.password());
    broker.setProperty(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The broker itself comes to its controller on a listener of its own, without a name.
    broker.setProperty("super.users", "User:" + admin.name() + ";User:ANONYMOUS");
    return broker;
  }

  /** A user of the broker. */
  record User(String name, String password) {
    static final String MECHANISM = "SCRAM-SHA-512";

    /** For a client's, or the broker's own, settings. */
    String jaas() {
      return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
          .formatted(name, password);
    }

    /** For the format of a new broker's data. */
    String credential() {
      return "%s=[name=\"%s\",password=\"%s\"]".formatted(MECHANISM, name, password);
    }
  }

  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("node.id", "1"),
          Map.entry("process.roles", "broker,controller"),
          Map.entry("controller.listener.names", CONTROLLER_LISTENER),
          Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("offsets.topic.num.partitions", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          // As "ringside topics" has it for calls: who is gone is decided by the broker's time.
          Map.entry("log.message.timestamp.type", "LogAppendTime"),
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
   * Where a broker listens and how clients reach it.
   *
   * @param listenHost interface to bind
   * @param advertisedHost host name that clients connect to
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
