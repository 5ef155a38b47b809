package dev.ringside.exporter.main;

import dev.ringside.exporter.collect.MetricsServer;
import dev.ringside.exporter.kafka.ConsumerSettings;
import dev.ringside.exporter.kafka.ReportFollower;
import dev.ringside.exporter.series.ReadTally;
import dev.ringside.exporter.series.SeriesTable;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Reads reports from Kafka and serves them to Prometheus, until closed. */
public final class Exporter implements AutoCloseable {

  /**
   * Not 9400, which NVIDIA's DCGM exporter takes on every GPU host, nor the 10400 to 10407 of
   * CoreWeave's straggler detection.
   */
  public static final int DEFAULT_PORT = 9464;

  /** Label sets; each is at most 35 time series in Prometheus. */
  public static final int DEFAULT_SERIES_BUDGET = 1000;

  private final MetricsServer server;
  private final ReportFollower follower;

  private Exporter(MetricsServer server, ReportFollower follower) {
    this.server = server;
    this.follower = follower;
  }

  /**
   * Where to read and where to serve.
   *
   * @param address where to listen; port 0 takes any free one
   * @param seriesBudget most label sets of the collective metrics, at least 1
   */
  public record Settings(ConsumerSettings kafka, InetSocketAddress address, int seriesBudget) {}

  /**
   * Takes the port, then connects to Kafka, then reads on a thread of its own.
   *
   * @throws IOException if the port or the brokers cannot be had; its message is one line
   */
  public static Exporter start(Settings settings) throws IOException {
    SeriesTable table = new SeriesTable(settings.seriesBudget());
    ReadTally tally = new ReadTally();
    FollowerState state = new FollowerState();
    MetricsServer server =
        MetricsServer.start(settings.address(), table, tally, state::whyNotReady);
    try {
      state.follower = ReportFollower.start(settings.kafka(), table, tally);
      return new Exporter(server, state.follower);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The port it serves on. */
  public int port() {
    return server.address().getPort();
  }

  /** Empty once all reports there were at the start have been read, else one line. */
  public String whyNotReady() {
    return follower.whyNotReady();
  }

  @Override
  public void close() {
    follower.close();
    server.close();
  }

  /** The server starts before the follower, so that a busy port is found before Kafka is asked. */
  private static final class FollowerState {

    private volatile ReportFollower follower;

    String whyNotReady() {
      ReportFollower started = follower;
      return started == null ? "connecting to Kafka" : started.whyNotReady();
    }
  }
}
