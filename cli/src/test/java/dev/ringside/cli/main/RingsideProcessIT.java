package dev.ringside.cli.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.demo.DemoRecording;
import dev.ringside.testkit.kafka.InVmKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process shows: exit codes, signals, and what is left behind. */
class RingsideProcessIT {

  @TempDir private Path folder;

  @Test
  void demoShowsTheTableServesMetricsAndEndsByCtrlC() throws Exception {
    try (RingsideProcess demo = RingsideProcess.start(folder, "demo", "--port=0")) {
      String line = demo.awaitErr("metrics at ");
      assertThat(demo.out()).contains("AllReduce", "496", "verdict   match");

      String url = line.replaceAll(".*(http://\\S+).*", "$1");
      assertThat(get(url)).contains("ringside_collective_calls_total{");

      demo.interrupt();
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(demo.leftovers()).isEmpty();
    }
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void demoWithExitEndsAtOnce() throws Exception {
    try (RingsideProcess demo = RingsideProcess.start(folder, "demo", "--exit", "--port=0")) {
      assertThat(demo.exitCode()).as(demo.err()).isZero();
      assertThat(demo.out()).contains("verdict   match");
      assertThat(demo.leftovers()).isEmpty();
    }
  }

  @Test
  void ctrlCInTheMiddleOfAReplaySaysWhatWasPublished() throws Exception {
    try (DemoRecording recording = DemoRecording.unpack();
        InVmKafka kafka = InVmKafka.start();
        RingsideProcess replay =
            RingsideProcess.start(
                folder,
                "replay",
                recording.traces().get(0).toString(),
                recording.traces().get(1).toString(),
                "--deployment=" + recording.deployment(),
                "--brokers=" + kafka.bootstrapServers(),
                "--speed=0.1x")) {
      replay.awaitErr("publishing: ");
      replay.interrupt();

      assertThat(replay.exitCode()).isEqualTo(130);
      assertThat(replay.err())
          .containsPattern("interrupted: [0-9]+ of 1,088 calls were published \\([0-9]+ of ");
      assertThat(replay.out()).isEmpty();
      assertThat(replay.leftovers()).isEmpty();
    }
  }

  @Test
  void ctrlCInTheMiddleOfAnEmbeddedReplayCleansUp() throws Exception {
    try (DemoRecording recording = DemoRecording.unpack();
        RingsideProcess replay =
            RingsideProcess.start(
                folder,
                "replay",
                recording.traces().get(0).toString(),
                recording.traces().get(1).toString(),
                "--deployment=" + recording.deployment(),
                "--speed=0.1x")) {
      replay.awaitErr("publishing: ");
      replay.interrupt();

      assertThat(replay.exitCode()).isEqualTo(130);
      assertThat(replay.err()).containsPattern("interrupted: [0-9]+ of 1,088 calls");
      assertThat(replay.leftovers()).isEmpty();
    }
  }

  @Test
  void badInputEndsTheProcessWithTwo() throws Exception {
    try (RingsideProcess replay =
        RingsideProcess.start(folder, "replay", "nowhere", "--deployment=none")) {
      assertThat(replay.exitCode()).isEqualTo(2);
      assertThat(replay.err().lines()).hasSize(1);
      assertThat(replay.leftovers()).isEmpty();
    }
  }
}
