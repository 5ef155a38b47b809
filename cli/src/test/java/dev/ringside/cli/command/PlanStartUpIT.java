package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.main.RingsideMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands that only compute start like tools, not like servers: no class of Kafka, Flink, Avro or
 * Prometheus is loaded for an answer. They alone would take longer than the answer.
 */
class PlanStartUpIT {

  private static final String LAID_OUT =
      "plan --model llama-3.1-405b --tensor 8 --pipeline 16 --gpu h100 --fabric h100-nvlink";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        LAID_OUT + " --format json",
        "advise --model llama-3.1-405b --gpus 128 --gpu h100 --fabric h100-nvlink"
      })
  void loadsNoServer(String line) throws IOException, InterruptedException {
    Path loaded = folder.resolve("classes.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + loaded,
                "-cp",
                System.getProperty("java.class.path"),
                RingsideMain.class.getName()));
    command.addAll(List.of(line.split(" ")));

    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("answer").toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(loaded))
        .contains("dev.ringside.core.plan.Planner")
        .doesNotContain("org.apache.kafka.")
        .doesNotContain("org.apache.flink.")
        .doesNotContain("org.apache.avro.")
        .doesNotContain("io.prometheus.");
  }
}
