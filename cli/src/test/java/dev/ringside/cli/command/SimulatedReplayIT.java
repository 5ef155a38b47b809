package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code simulate} writes, {@code replay} takes: live agents in a container, to a verdict. */
class SimulatedReplayIT {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "clean, 0, match",
    "extra-collectives, 3, deviation",
    "telemetry-gap, 4, insufficient"
  })
  void aSimulatedRunIsReplayed(String scenario, int exit, String verdict) throws Exception {
    CommandLineRun simulated =
        CommandLineRun.of(
            "simulate",
            "--scenario",
            scenario,
            "--duration",
            "50s",
            "--out",
            folder.toString(),
            "--format",
            "json");
    assertThat(simulated.code()).isZero();

    Cli replayed =
        Cli.run(
            "replay",
            folder.toString(),
            "--deployment",
            folder.resolve("deployment.yaml").toString(),
            "--report-json",
            "-");

    assertThat(replayed.exit()).as(replayed.err()).isEqualTo(exit);
    assertThat(replayed.json().get("verdict").asText()).isEqualTo(verdict);
    List<String> truth = Files.readAllLines(folder.resolve("truth.jsonl"));
    assertThat(truth.get(truth.size() - 1))
        .contains(
            "\"calls_sent\":" + replayed.json().get("input").get("calls_observed").asLong() + ",");
  }
}
