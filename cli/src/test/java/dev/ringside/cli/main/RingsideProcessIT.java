package dev.ringside.cli.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import dev.ringside.testkit.kafka.InVmKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process shows: exit codes, signals, and what is left behind. */
class RingsideProcessIT {

  @TempDir private Path folder;

  @Test
  void demoShowsTheTableServesMetricsAndEndsByCtrlC() throws Exception {
    try (RingsideProcess demo = RingsideProcess.start(folder, "demo", "--port=0")) {
      String line = demo.awaitErr("metrics at ");
      assertThat(demo.out()).contains("3 prefill, 11 decode", "verdict   match");

      String url = line.replaceAll(".*(http://\\S+).*", "$1");
      String page = get(url);
      assertThat(page).contains("ringside_collective_calls_total{");
      assertThat(families(page)).hasSizeGreaterThan(20).isSubsetOf(documentedMetrics());

      demo.interrupt();
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(demo.leftovers()).isEmpty();
    }
  }

  private static Set<String> families(String page) {
    return page.lines()
        .filter(line -> line.startsWith("# TYPE ringside_"))
        .map(line -> line.split(" ")[2])
        .collect(Collectors.toSet());
  }

  private static Set<String> documentedMetrics() throws IOException {
    String operations =
        Files.readString(
            Path.of(System.getProperty("ringside.repository"), "docs", "operations.md"));
    return Pattern.compile("`(ringside_[a-z_]+)")
        .matcher(operations)
        .results()
        .map(metric -> metric.group(1))
        .collect(Collectors.toSet());
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
  void demoWithExitNeedsNoPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RingsideProcess demo =
            RingsideProcess.start(folder, "demo", "--exit", "--port=" + taken.getLocalPort())) {
      assertThat(demo.exitCode()).as(demo.err()).isZero();
      assertThat(demo.out()).contains("verdict   match");
    }
  }

  @Test
  void aPortInUseIsFoundBeforeAnythingStarts() throws Exception {
    Path loaded = folder.resolve("classes.log");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RingsideProcess demo =
            RingsideProcess.withOptions(
                folder,
                List.of("-Xlog:class+load:file=" + loaded),
                "demo",
                "--port=" + taken.getLocalPort())) {
      assertThat(demo.exitCode()).isEqualTo(2);
      assertThat(demo.err().lines())
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort());
      assertThat(Files.readString(loaded))
          .contains("RingsideMain")
          .doesNotContain("MiniCluster", "InVmKafka");
      assertThat(demo.leftovers()).isEmpty();
    }
  }

  @Test
  void aRefusalWaitsForNeitherBrokerNorCluster() throws Exception {
    Path loaded = folder.resolve("classes.log");
    try (DemoRecording recording = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2);
        RingsideProcess replay =
            RingsideProcess.withOptions(
                folder,
                List.of("-Xlog:class+load:file=" + loaded),
                "replay",
                Files.createDirectory(folder.resolve("empty")).toString(),
                "--deployment=" + recording.deployment())) {
      assertThat(replay.exitCode()).isEqualTo(2);
      assertThat(replay.err().lines()).singleElement().asString().contains("no trace found");
      assertThat(Files.readString(loaded)).contains("RingsideMain").doesNotContain("MiniCluster");
      assertThat(replay.leftovers()).isEmpty();
    }
  }

  /** The threads of broker and cluster would race for the first logger. */
  @Test
  void loggingIsSetUpBeforeThreadsAskForLoggers() throws Exception {
    try (RingsideProcess demo =
        RingsideProcess.withOptions(
            folder,
            List.of("-Dslf4j.provider=" + WatchedLogging.class.getName()),
            "demo",
            "--exit")) {
      assertThat(demo.exitCode()).as(demo.err()).isZero();
      assertThat(demo.err()).contains(WatchedLogging.SET_UP_BY + "main").doesNotContain("SLF4J(W)");
    }
  }

  @Test
  void ctrlCInTheMiddleOfAReplaySaysWhatWasPublished() throws Exception {
    try (DemoRecording recording = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2);
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
    try (DemoRecording recording = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2);
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
