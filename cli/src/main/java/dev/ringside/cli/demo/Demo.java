package dev.ringside.cli.demo;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.cli.replay.ReplayRequest;
import dev.ringside.cli.replay.ReplayRun;
import dev.ringside.cli.report.ReportOutput;
import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.core.report.WindowReport;
import dev.ringside.exporter.kafka.ConsumerSettings;
import dev.ringside.exporter.main.Exporter;
import dev.ringside.flink.config.WindowSettings;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The whole of Ringside in one process, on the recording inside the project. */
public final class Demo {

  private final Console console;
  private Exporter exporter;

  public Demo(Console console) {
    this.console = console;
  }

  /**
   * Shows the table, then serves metrics until interrupted.
   *
   * @param exit returns after the table instead
   */
  public WindowReport run(InetSocketAddress metrics, boolean exit) throws Exception {
    try (DemoRecording recording = DemoRecording.unpack();
        EmbeddedPipeline pipeline = EmbeddedPipeline.begin()) {
      ReplayRequest request = ReplayRequest.of(recording.traces(), recording.deployment());
      WindowReport report =
          ReplayRun.of(request, console)
              .through(pipeline, WindowSettings.DEFAULT, brokers -> export(brokers, metrics));
      new ReportOutput(console.out(), console.err(), Optional.empty())
          .show(report, new ReportTable(console.palette(), console.width()));
      if (!exit) {
        console.say(
            "metrics at http://%s:%d/metrics until Ctrl-C"
                .formatted(metrics.getHostString(), exporter.port()));
        awaitInterrupt();
      }
      return report;
    } finally {
      if (exporter != null) {
        exporter.close();
      }
    }
  }

  /** Being interrupted is how a demo ends. */
  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // The caller closes everything and the process ends with the signal's code.
    }
  }

  private void export(String brokers, InetSocketAddress metrics) throws Exception {
    exporter =
        Exporter.start(
            new Exporter.Settings(
                ConsumerSettings.of(brokers), metrics, Exporter.DEFAULT_SERIES_BUDGET));
  }
}
