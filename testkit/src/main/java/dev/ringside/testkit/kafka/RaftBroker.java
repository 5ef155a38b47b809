package dev.ringside.testkit.kafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Formats a data folder if it is not formatted yet, and runs one KRaft server on it. */
final class RaftBroker implements AutoCloseable {
  private final KafkaRaftServer server;

  private RaftBroker(KafkaRaftServer server) {
    this.server = server;
  }

  /**
   * Returns when the server serves.
   *
   * @throws IllegalStateException when it cannot, a port in use among the causes
   */
  static RaftBroker start(Properties settings, String clusterId) {
    return start(settings, clusterId, List.of());
  }

  /**
   * The same.
   *
   * @param users credentials that a new broker knows from its start
   */
  static RaftBroker start(Properties settings, String clusterId, List<String> users) {
    KafkaRaftServer server = null;
    try {
      format(settings, clusterId, users);
      server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
      server.startup();
      return new RaftBroker(server);
    } catch (Exception e) {
      if (server != null) {
        server.shutdown();
      }
      throw new IllegalStateException(
          "Kafka did not start on %s: %s"
              .formatted(settings.getProperty("listeners"), root(e).getMessage()),
          e);
    }
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }

  private static void format(Properties settings, String clusterId, List<String> users)
      throws Exception {
    String data = settings.getProperty("log.dirs");
    Files.createDirectories(Path.of(data));
    new Formatter()
        .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
        .setClusterId(clusterId)
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setControllerListenerName(settings.getProperty("controller.listener.names"))
        .setMetadataLogDirectory(data)
        .addDirectory(data)
        .setIgnoreFormatted(true)
        .setScramArguments(users)
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  void awaitShutdown() {
    server.awaitShutdown();
  }
}
