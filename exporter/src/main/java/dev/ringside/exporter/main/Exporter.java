package dev.ringside.exporter.main;

import dev.ringside.exporter.access.WebConfig;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.collect.MetricsServer;
import dev.ringside.exporter.kafka.ConsumerSettings;
import dev.ringside.exporter.kafka.Followers;
import dev.ringside.exporter.replica.ReplicaView;
import dev.ringside.exporter.topic.FollowedTopic;
import dev.ringside.exporter.topic.ReadCounts;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.Topics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;

/** Reads reports from Kafka and serves them to Prometheus, until closed. */
public final class Exporter implements AutoCloseable {

  /**
   * Not 9400, which NVIDIA's DCGM exporter takes on every GPU host, nor the 10400 to 10407 of
   * CoreWeave's straggler detection.
   */
  public static final int DEFAULT_PORT = 9464;

  /** Label sets of the collective metrics. */
  public static final int DEFAULT_SERIES_BUDGET = 1000;

  private final MetricsServer server;
  private final Followers followers;
  private final SeriesTable table;

  private Exporter(MetricsServer server, Followers followers, SeriesTable table) {
    this.server = server;
    this.followers = followers;
    this.table = table;
  }

  /**
   * Where to read and where to serve.
   *
   * @param address where to listen; port 0 takes any free one
   * @param seriesBudget most label sets of the collective metrics, at least 1
   * @param web TLS and log-in
   */
  public record Settings(
      ConsumerSettings kafka, InetSocketAddress address, int seriesBudget, WebConfig web) {

    /** Plain HTTP for everyone who reaches the address. */
    public Settings(ConsumerSettings kafka, InetSocketAddress address, int seriesBudget) {
      this(kafka, address, seriesBudget, WebConfig.OPEN);
    }
  }

  /**
   * Takes the port, then connects to Kafka, then reads each topic on a thread of its own: a busy
   * port is found before Kafka is asked.
   *
   * @throws IOException if the port is taken or no broker answers; its message is one line
   */
  public static Exporter start(Settings settings) throws IOException {
    SeriesTable table = new SeriesTable(settings.seriesBudget(), Clock.systemUTC());
    ReadCounts counts = new ReadCounts();
    Followers followers =
        new Followers(
            settings.kafka(),
            List.of(new FollowedTopic<>(Topics.REPORTS, WindowReportCodec::decode, table, counts)));
    MetricsServer server =
        MetricsServer.start(
            settings.address(),
            new MetricsServer.Content(table, counts, followers::whyNotReady),
            settings.web());
    try {
      followers.start();
      return new Exporter(server, followers, table);
    } catch (IOException | RuntimeException e) {
      followers.close();
      server.close();
      throw e;
    }
  }

  public int port() {
    return server.address().getPort();
  }

  /** What the metrics say of each replica now. */
  public List<ReplicaView> replicas() {
    return table.snapshot().replicas();
  }

  /** Empty once all reports there were at the start have been read, else one line. */
  public String whyNotReady() {
    return followers.whyNotReady();
  }

  @Override
  public void close() {
    followers.close();
    server.close();
  }
}
