package dev.ringside.cli.demo;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.cli.replay.ReplayRequest;
import dev.ringside.cli.replay.ReplayRun;
import dev.ringside.cli.report.ReportOutput;
import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.core.report.WindowReport;
import dev.ringside.exporter.collect.AddressUnavailableException;
import dev.ringside.exporter.collect.MetricsServer;
import dev.ringside.exporter.kafka.ConsumerSettings;
import dev.ringside.exporter.main.Exporter;
import dev.ringside.flink.config.WindowSettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Replays a bundled recording through all of Ringside in one process. */
public final class Demo {

  private final BundledRecording recording;
  private final Console console;
  private Exporter exporter;

  public Demo(BundledRecording recording, Console console) {
    this.recording = recording;
    this.console = console;
  }

  /** Shows the table and returns; serves no metrics, and so needs no port. */
  public WindowReport run() throws Exception {
    return replay(ReplayRun.BrokersHook.NOTHING, () -> {});
  }

  /**
   * Shows the table, then serves metrics until interrupted.
   *
   * @throws AddressUnavailableException before anything is started, if the port is in use
   */
  public WindowReport serve(InetSocketAddress metrics) throws Exception {
    MetricsServer.requireFree(metrics);
    try {
      return replay(brokers -> export(brokers, metrics), () -> awaitInterrupt(metrics));
    } finally {
      if (exporter != null) {
        exporter.close();
      }
    }
  }

  private WindowReport replay(ReplayRun.BrokersHook whilePublished, Runnable afterwards)
      throws Exception {
    console.say(recording.label() + ": " + recording.description());
    try (DemoRecording files = DemoRecording.unpack(recording);
        EmbeddedPipeline pipeline = EmbeddedPipeline.begin()) {
      ReplayRequest request = ReplayRequest.of(files.traces(), files.deployment());
      WindowReport report =
          ReplayRun.of(request, console)
              .through(pipeline, WindowSettings.DEFAULT, whilePublished)
              .get(0);
      new ReportOutput(console.out(), console.err(), Optional.empty())
          .show(List.of(report), new ReportTable(console.palette(), console.width()));
      afterwards.run();
      return report;
    }
  }

  /** Returns when the user interrupts: that is how a demo ends, not a failure. */
  private void awaitInterrupt(InetSocketAddress metrics) {
    console.say(
        "metrics at http://%s:%d/metrics until Ctrl-C"
            .formatted(metrics.getHostString(), exporter.port()));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // The caller closes everything, and the process ends with the code of the signal.
    }
  }

  private void export(String brokers, InetSocketAddress metrics) throws Exception {
    exporter =
        Exporter.start(
            new Exporter.Settings(
                ConsumerSettings.of(brokers), metrics, Exporter.DEFAULT_SERIES_BUDGET));
  }
}
