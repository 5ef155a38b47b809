package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.describe.fabric.FabricFile;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrateCommandTest {

  /** 100 µs and 1 GB/s: a pair's all-reduce moves its message once. */
  private static final double ALPHA_US = 100;

  private static final double BYTES_PER_US = 1000;

  @TempDir private Path folder;
  private Path traces;

  @BeforeEach
  void makeFolder() throws IOException {
    traces = Files.createDirectory(folder.resolve("traces"));
  }

  @Test
  void writesWhatTheCallsCostAndPlanReadsIt() throws IOException, BadDescriptionException {
    record(1_000, 20_000, 300_000, 4_000_000);
    Path file = folder.resolve("fabric.yaml");

    CommandLineRun run = calibrate("--out", file.toString(), "--name", "lab");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("AllReduce").contains("100 us").contains("1 GB/s");
    Fabric fabric = FabricFile.find(file.toString());
    assertThat(fabric.name()).isEqualTo("lab");
    assertThat(fabric.rules()).singleElement().satisfies(CalibrateCommandTest::isTheLaw);
    assertThat(Files.list(folder).map(Path::getFileName).map(Path::toString))
        .containsExactlyInAnyOrder("traces", "fabric.yaml");
    CommandLineRun plan =
        CommandLineRun.ofLine("plan --model llama-3.1-8b --tensor 2 --gpu h100 --fabric " + file);
    assertThat(plan.code()).isZero();
    assertThat(plan.out()).contains("no cost known for FLASHINFER AllReduce").contains("on lab");
  }

  private static void isTheLaw(CostRule rule) {
    assertThat(rule.alphaSeconds()).isCloseTo(100e-6, withPercentage(1));
    assertThat(rule.bytesPerSecond()).isCloseTo(1e9, withPercentage(1));
    assertThat(rule.confidence()).isEqualTo(Confidence.CALIBRATED);
    assertThat(rule.source()).contains("4 sizes").contains("+-").contains("residual");
  }

  @Test
  void fabricOnStdoutHasItToItself() throws IOException {
    record(1_000, 300_000);

    CommandLineRun run = calibrate("--out", "-");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("\"calibrated\":\n").doesNotContain("busbw ");
    assertThat(run.err()).contains("busbw");
  }

  @Test
  void oneSizeIsTooFew() throws IOException {
    record(1_000);
    Path file = folder.resolve("fabric.yaml");

    CommandLineRun run = calibrate("--out", file.toString());

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.out()).contains("all of 2000 bytes").contains("No path could be fitted.");
    assertThat(run.err()).contains("no path has calls of enough different sizes");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere/fabric.yaml", "."})
  void refusesToWriteWhereItCannot(String out) throws IOException {
    record(1_000, 300_000);

    CommandLineRun run = calibrate("--out", folder.resolve(out).toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("cannot be written").hasLineCount(1);
  }

  @Test
  void pathsThatHoldNoTraceAreOneLine() {
    CommandLineRun run = calibrate();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("no trace found").hasLineCount(1);
  }

  private CommandLineRun calibrate(String... options) {
    String[] line = new String[options.length + 2];
    line[0] = "calibrate";
    line[1] = traces.toString();
    System.arraycopy(options, 0, line, 2, options.length);
    return CommandLineRun.of(line);
  }

  /** Both ranks of a pair call all-reduces of these elements, eight times each. */
  private void record(long... elements) throws IOException {
    for (int rank = 0; rank < 2; rank++) {
      StringBuilder events = new StringBuilder();
      double at = 0;
      for (int repeat = 0; repeat < 8; repeat++) {
        for (long each : elements) {
          double us = ALPHA_US + 2 * each / BYTES_PER_US;
          events.append(events.length() == 0 ? "" : ",\n").append(event(at, us, each));
          at += us + 10;
        }
      }
      Files.writeString(
          traces.resolve("rank%d.pt.trace.json".formatted(rank)), trace(rank, events.toString()));
    }
  }

  private static String event(double at, double us, long elements) {
    return String.format(
        Locale.ROOT,
        "{\"ph\":\"X\",\"cat\":\"user_annotation\",\"name\":\"gloo:all_reduce\",\"pid\":1,\"tid\":1,\"ts\":%.3f,\"dur\":%.3f,\"args\":{\"Input"
            + " type\":[\"c10::BFloat16\"],\"Input Dims\":[[%d]]}}",
        at,
        us,
        elements);
  }

  private static String trace(int rank, String events) {
    return """
    {"schemaVersion":1,"distributedInfo":{"backend":"gloo","rank":%d,"world_size":2,
     "pg_count":1,"pg_config":[{"pg_name":"0","pg_desc":"default_pg",
     "backend_config":"cpu:gloo","pg_size":2,"ranks":[0,1]}]},"host_name":"lab",
     "baseTimeNanoseconds":1790857026000000000,"traceEvents":[
    %s]}
    """
        .formatted(rank, events);
  }
}
