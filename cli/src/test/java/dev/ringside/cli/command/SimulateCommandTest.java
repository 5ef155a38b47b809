package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.simulator.description.ScenarioCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void namesWhatComesAlong() {
    CommandLineRun run = CommandLineRun.ofLine("simulate --list");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("slow-rank ", "cluster-1k ", "idle-server ");
  }

  @Test
  void theHelpListsThem() {
    for (String command : List.of("simulate", "demo")) {
      assertThat(CommandLineRun.ofLine(command + " --help").out())
          .contains(ScenarioCatalog.names());
    }
  }

  @Test
  void theSameSeedWritesTheSameFiles() throws IOException {
    for (String name : List.of("a", "b")) {
      CommandLineRun run =
          CommandLineRun.ofLine(
              "simulate --scenario slow-rank --duration 8s --out " + folder.resolve(name));
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("slow-rank of severity 2 at rank 1");
    }
    for (String file : List.of("calls.avro", "truth.jsonl", "deployment.yaml", "scenario.yaml")) {
      assertThat(folder.resolve("a").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
    }
  }

  @Test
  void anotherSeedAndTheAnswerAsJson() throws IOException {
    CommandLineRun run =
        CommandLineRun.ofLine("simulate --scenario clean --duration 5s --seed 8 --format json");
    JsonNode json = MAPPER.readTree(run.out());
    assertThat(json.get("schema").asText()).isEqualTo("ringside.simulation/1");
    assertThat(json.get("seed").asLong()).isEqualTo(8);
    JsonNode calls = json.get("calls");
    assertThat(calls.get("made").asLong())
        .isPositive()
        .isEqualTo(
            calls.get("sent").asLong()
                + calls.get("hidden").asLong()
                + calls.get("unwatched").asLong()
                + calls.get("lost").asLong());
  }

  /** Lines as NCCL Inspector 2.30 writes them: the same keys, sizes of one rank, counted up. */
  @Test
  void writesInspectorsLogs() throws IOException {
    CommandLineRun run =
        CommandLineRun.ofLine(
            "simulate --scenario slow-link --duration 15s --inspector-logs --out " + folder);
    assertThat(run.code()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).toList();
      assertThat(logs).hasSize(2);
      for (Path log : logs) {
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSizeGreaterThan(100);
        JsonNode line = MAPPER.readTree(lines.get(0));
        assertThat(line.get("header").get("id").asText()).matches("0x[0-9a-f]{14}");
        assertThat(line.get("header").get("n_ranks").asInt()).isEqualTo(2);
        assertThat(line.get("metadata").get("inspector_output_format_version").asText())
            .isEqualTo("v4.0");
        JsonNode call = line.get("coll_perf");
        assertThat(call.get("coll").asText()).isIn("AllReduce", "AllGather");
        assertThat(call.get("coll_msg_size_bytes").asLong()).isGreaterThanOrEqualTo(8192);
        assertThat(call.get("coll_timing_source").asText()).isEqualTo("kernel_gpu");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "faults: [{kind: slow-disk, from: 1s}] | slow-disk | slow-rank",
        "faults: [{kind: slow-rank, from: 1s, rank: 2}] | rank | 0 to 1",
        "workload: {arrivals: {process: poisson, rate: -3}} | rate | -3",
        "duration: soon | duration | soon",
        "colour: blue | colour | known are"
      })
  void badScenariosAreOneLine(String line, String first, String second) throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(
        file,
        "deployment: {name: x, model: llama-3.1-8b, engine: vllm, parallelism: {tensor: 2},"
            + " dtype: bfloat16}\n"
            + line
            + "\n");
    CommandLineRun run = CommandLineRun.of("simulate", "--scenario", file.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains(file + ":2", first, second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simulate | --scenario is missing",
        "simulate --scenario no-such-thing | clean, idle, bursty",
        "simulate --scenario clean --duration 0s | out of range",
        "simulate --scenario clean --view x-ray | full, nccl, inspector",
        "simulate --scenario clean --out a --brokers b:1 | give one of them",
        "simulate --scenario cluster-1k --inspector-logs --out a | 1024",
        "simulate --scenario clean --inspector-logs | needs --out",
        "simulate --scenario clean --client-properties x | needs --brokers"
      })
  void badUsageIsOneLine(String line, String word) {
    CommandLineRun run = CommandLineRun.ofLine(line);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err().toLowerCase(Locale.ROOT)).contains(word.toLowerCase(Locale.ROOT));
  }

  @Test
  void anUnwritableFolderIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    CommandLineRun run =
        CommandLineRun.of(
            "simulate", "--scenario", "clean", "--out", file.resolve("below").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().strip().lines()).hasSize(1);
  }
}
