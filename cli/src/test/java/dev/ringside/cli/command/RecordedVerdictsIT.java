package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real runs of vLLM, SGLang and transformers through the real command: the verdict that the run
 * deserves, nothing unexpected, and as many passes as the scheduler says.
 */
class RecordedVerdictsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who kept others waiting, and how; all others were sound. */
  private static final Map<String, String> WAITED_FOR =
      Map.of("vllm_cpu_llama_tp2_hang", "stall[1]", "vllm_cpu_llama_tp4_slow2", "straggler[2]");

  private static final Set<String> WAITS = Set.of("stall", "straggler", "slow_link", "slow_fabric");

  /** Two recordings each, which the user chooses from. */
  private static final Set<String> SEVERAL = Set.of("vllm_cpu_server_tp2_day");

  static Stream<String> folders() throws IOException {
    Path recorded =
        Path.of(System.getProperty("ringside.repository"))
            .resolveSibling("shared/samples/recorded");
    if (!Files.exists(recorded)) {
      return Stream.of("missing");
    }
    try (Stream<Path> all = Files.list(recorded)) {
      return all
          .filter(folder -> Files.exists(folder.resolve("truth.json.gz")))
          .filter(
              folder ->
                  Files.exists(folder.resolve("deployment.yaml"))
                      || Files.exists(folder.resolve("launch.txt")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void theVerdictIsTheOneThatTheRunDeserves(String name, @TempDir Path made) throws IOException {
    Path folder = Samples.recorded(name);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "replay",
                folder.toString(),
                "--deployment=" + deployment(folder, made),
                "--report-json=-"));
    if (SEVERAL.contains(name)) {
      arguments.add("--recording=1");
    }
    Cli cli = Cli.run(arguments.toArray(String[]::new));
    JsonNode report = cli.json();

    Expected expected = Expected.of(folder);
    assertThat(expected.verdicts()).as(cli.err()).contains(report.get("verdict").asText());
    for (JsonNode row : report.get("collectives")) {
      assertThat(row.get("verdict").asText()).as("%s: %s", name, row).isNotIn(expected.unsaid());
    }
    Set<String> faults = new HashSet<>();
    StringBuilder waits = new StringBuilder();
    for (JsonNode finding : report.get("findings")) {
      if (WAITS.contains(finding.get("kind").asText())) {
        waits.append(finding.get("kind").asText()).append(finding.get("ranks"));
      }
      if (finding.get("kind").asText().equals("known_fault")) {
        faults.add(finding.get("evidence").get("id").asText());
      }
    }
    assertThat(faults).as(name).isEqualTo(expected.faults());
    assertThat(waits.toString()).as(name).isEqualTo(WAITED_FOR.getOrDefault(name, ""));
    JsonNode passes = report.get("passes");
    if (!SEVERAL.contains(name)) {
      long incomplete = passes.get("incomplete").asLong();
      assertThat(
              passes.get("prefill").asLong()
                  + passes.get("decode").asLong()
                  + passes.path("unknown").asLong()
                  + incomplete)
          .as("%s: %s", name, passes)
          .isEqualTo(expected.passes());
      assertThat(incomplete).as("%s: %s", name, passes).isLessThanOrEqualTo(expected.mostCutOff());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void withoutADeploymentTheRankThatComesLastToTheCallsOfItsGroupIsNamed(String recording) {
    Cli cli =
        Cli.run(
            "replay",
            Samples.recorded("gloo_tp2pp2ep4").toString(),
            "--deployment=none",
            "--recording=" + recording,
            "--report-json=-");

    StringBuilder named = new StringBuilder();
    for (JsonNode finding : cli.json().get("findings")) {
      if (WAITS.contains(finding.get("kind").asText())) {
        named.append(finding.get("kind").asText()).append(finding.get("ranks"));
      }
    }
    assertThat(named).as(cli.err()).hasToString("straggler[1]");
  }

  /** A dump begins with the process: what ranks told each other at its start is control traffic. */
  @ParameterizedTest
  @CsvSource({
    "vllm_cpu_llama_tp2_fr, match",
    "vllm_cpu_llama_tp2_hang, match",
    "vllm_cpu_moe_dp2tp2ep_fr, match",
    "vllm_cpu_deepseek_dp2tp2ep_fr, deviation"
  })
  void flightRecorderDumpsComeToTheSame(String name, String verdict, @TempDir Path dumps)
      throws IOException {
    Path folder = Samples.recorded(name);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path dump : files.filter(RecordedVerdictsIT::isDump).toList()) {
        Files.copy(dump, dumps.resolve(dump.getFileName()));
      }
    }

    Cli cli =
        Cli.run(
            "replay",
            dumps.toString(),
            "--deployment=" + folder.resolve("deployment.yaml"),
            "--report-json=-");

    assertThat(cli.json().get("verdict").asText()).as(cli.err()).isEqualTo(verdict);
    for (JsonNode finding : cli.json().get("findings")) {
      assertThat(finding.get("kind").asText()).isIn("known_fault", "passes_incomplete");
    }
  }

  private static boolean isDump(Path file) {
    return file.getFileName().toString().matches("fr_rank_\\d+\\.json\\.gz");
  }

  /** The folder's own file, else what the command says that started the server. */
  private static Path deployment(Path folder, Path made) throws IOException {
    Path own = folder.resolve("deployment.yaml");
    if (Files.exists(own)) {
      return own;
    }
    Path described = made.resolve("deployment.yaml");
    Cli cli =
        Cli.run(
            "describe",
            "--args",
            Files.readString(folder.resolve("launch.txt")),
            "--config",
            folder.resolve("config.json").toString(),
            "--out",
            described.toString());
    assertThat(cli.exit()).as(cli.err()).isZero();
    return described;
  }

  /**
   * @param verdicts any of them is right
   * @param passes of all replicas, by the scheduler
   * @param faults known ones of the engine
   */
  private record Expected(Set<String> verdicts, long passes, Set<String> faults) {

    static Expected of(Path folder) throws IOException {
      Path exception = folder.resolve("expect.json");
      Set<String> verdicts = Set.of("match");
      Set<String> faults = Set.of();
      if (Files.exists(exception)) {
        JsonNode deserved = JSON.readTree(exception.toFile());
        JsonNode told = deserved.get("verdict");
        faults =
            deserved.has("known_fault") ? Set.of(deserved.get("known_fault").asText()) : faults;
        verdicts =
            told.isTextual()
                ? Set.of(told.asText())
                : Set.of(JSON.treeToValue(told, String[].class));
      }
      try (InputStream packed = Files.newInputStream(folder.resolve("truth.json.gz"));
          InputStream truth = new GZIPInputStream(packed)) {
        return new Expected(verdicts, passes(JSON.readTree(truth).get("ranks")), faults);
      }
    }

    /** One rank of each replica counts its passes; a key is {@code dp1_rank2} or {@code rank0}. */
    private static long passes(JsonNode ranks) {
      Map<String, Integer> ofReplica = new HashMap<>();
      for (Map.Entry<String, JsonNode> rank : ranks.properties()) {
        String replica = rank.getKey().replaceFirst("_?rank\\d+$", "");
        ofReplica.put(replica, rank.getValue().get("passes").size());
      }
      return ofReplica.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Where calls are missing, it cannot be said of the last pass of a replica that it is whole.
     */
    long mostCutOff() {
      return verdicts.contains("deviation") ? 2 : 0;
    }

    /** Verdicts of a row that may not come. */
    Set<String> unsaid() {
      return verdicts.contains("deviation")
          ? Set.of("unexpected")
          : Set.of("unexpected", "missing", "deviation");
    }
  }
}
