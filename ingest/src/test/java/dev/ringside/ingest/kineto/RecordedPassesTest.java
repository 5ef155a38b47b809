package dev.ringside.ingest.kineto;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.describe.server.RunningServer;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real engines, read in place: the passes of each rank against those that its scheduler counted,
 * their tokens and logits rows one by one.
 */
class RecordedPassesTest {

  static final Path RECORDED =
      Path.of(System.getProperty("ringside.repository", ".."))
          .resolve("../shared/samples/recorded");

  /** What a pass is told apart by; whether R is visible depends on the stage. */
  private record Pass(long tokens, long rows) {}

  /** The engine's own fault there leaves calls out ({@code expect.json}). */
  private static final String FAULTY = "vllm_cpu_deepseek_dp2tp2ep_fr";

  static List<String> folders() throws IOException {
    if (!Files.isDirectory(RECORDED)) {
      return List.of("");
    }
    try (Stream<Path> folders = Files.list(RECORDED)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("truth.json.gz")))
          .filter(
              folder ->
                  Files.exists(folder.resolve("deployment.yaml"))
                      || Files.exists(folder.resolve("launch.txt")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void passesAreThoseThatTheSchedulerCounted(String name) throws Exception {
    assumeTrue(!name.isEmpty(), "no samples beside the repository");
    Path folder = RECORDED.resolve(name);
    Deployment deployment = deployment(folder);
    JsonNode truth = truth(folder);
    int passes = 0;
    for (RankTrace trace : traces(folder, deployment)) {
      List<Pass> scheduled = scheduled(truth, trace, deployment);
      assertThat(passes(trace, deployment))
          .as("%s rank %d", name, trace.rank())
          .isEqualTo(isSized(trace) ? scheduled : unsized(scheduled.size()));
      if (!name.equals(FAULTY)) {
        assertThat(blocks(trace, deployment)).allMatch(block -> block.slips().isEmpty());
      }
      boolean byPass = deployment.engine() != Engine.TRANSFORMERS;
      if (deployment.layout().pipeline() == 1 && byPass) {
        assertThat(calls(trace, deployment))
            .as("calls of each pass, %s rank %d", name, trace.rank())
            .isEqualTo(counted(ofRank(truth, trace, deployment), isSized(trace)));
      }
      passes += scheduled.size();
    }
    int all = 0;
    for (JsonNode rank : truth.get("ranks")) {
      all += rank.get("passes").size();
    }
    assertThat(passes).as("passes of all ranks").isEqualTo(all);
  }

  /** Dumps begin with the process, traces with the profile: the truth is a part of a dump. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm_cpu_llama_tp2_fr",
        "vllm_cpu_moe_dp2tp2ep_fr",
        "vllm_cpu_deepseek_dp2tp2ep_fr"
      })
  void dumpsOfTheFlightRecorderHaveTheSamePasses(String name) throws Exception {
    Path folder = RECORDED.resolve(name);
    assumeTrue(Files.isDirectory(folder), "no samples beside the repository");
    Deployment deployment = deployment(folder);
    List<RankTrace> traces = dumps(folder, deployment);
    assertThat(traces).hasSize(deployment.ranks());
    for (RankTrace trace : traces) {
      List<Pass> scheduled = scheduled(truth(folder), trace, deployment);
      assertThat(passes(trace, deployment))
          .as("%s rank %d", name, trace.rank())
          .containsSequence(scheduled);
    }
  }

  /** The folder's dumps of the Flight Recorder, by rank. */
  static List<RankTrace> dumps(Path folder, Deployment deployment) throws Exception {
    List<Path> dumps;
    try (Stream<Path> all = Files.list(folder)) {
      dumps = all.filter(f -> f.getFileName().toString().matches("fr_.*json.gz")).sorted().toList();
    }
    return RecordingFiles.recognise(dumps, Optional.empty())
        .read(Optional.of(deployment.layout()), ReadProgress.SILENT)
        .recording()
        .traces();
  }

  /** A default profile has no shapes: its calls tell where a pass ends, and nothing of T̂ and R. */
  private static boolean isSized(RankTrace trace) {
    return trace.signatures().get(trace.calls().signature(0)).hasSize();
  }

  private static List<Pass> unsized(int passes) {
    return Collections.nCopies(passes, new Pass(-1, 0));
  }

  /** The folder's own file, else what the command says that started the server. */
  static Deployment deployment(Path folder) throws Exception {
    if (Files.exists(folder.resolve("deployment.yaml"))) {
      return DeploymentFile.read(folder.resolve("deployment.yaml"));
    }
    RunningServer server =
        new RunningServer()
            .command(Files.readString(folder.resolve("launch.txt")))
            .config(folder.resolve("config.json"));
    Path described = Files.createTempFile("deployment", ".yaml");
    try {
      return DeploymentFile.read(
          Files.writeString(described, server.draft(described.getParent()).yaml()));
    } finally {
      Files.delete(described);
    }
  }

  /** The traces of all ranks; those of a folder with two recordings, one after the other. */
  static List<RankTrace> traces(Path folder, Deployment deployment) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().contains(".pt.trace.json")).sorted().toList();
    }
    List<RankTrace> traces = new ArrayList<>();
    for (List<Path> recording :
        files.stream()
            .collect(groupingBy(RecordedPassesTest::minutes, TreeMap::new, toList()))
            .values()) {
      traces.addAll(
          RecordingFiles.recognise(recording, Optional.empty())
              .read(Optional.of(deployment.layout()), ReadProgress.SILENT)
              .recording()
              .traces());
    }
    return traces;
  }

  /** When a file was written, which its name says in nanoseconds; 0 if it does not. */
  private static long minutes(Path file) {
    Matcher written = Pattern.compile("\\.(\\d{19})\\.").matcher(file.getFileName().toString());
    return written.find() ? Long.parseLong(written.group(1)) / 100_000_000_000L : 0;
  }

  private static List<PassBlock> blocks(RankTrace trace, Deployment deployment) {
    PassAssembler assembler = new PassAssembler(deployment, trace.rank());
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(trace.signatures(), trace.calls()));
    blocks.addAll(assembler.finish());
    return blocks;
  }

  /** Calls of activations in each pass. */
  private static List<Long> calls(RankTrace trace, Deployment deployment) {
    List<Long> calls = new ArrayList<>();
    for (PassBlock block : blocks(trace, deployment)) {
      for (int i = 0; i < block.size() && !block.isLoose(); i++) {
        long ofPass = 0;
        for (int kind = 0; kind < block.kinds().size(); kind++) {
          DataType type = block.kinds().get(kind).dataType();
          boolean counts = type == DataType.BFLOAT16 || type == DataType.UNKNOWN;
          ofPass += counts ? block.tallies().get(kind).calls(i) : 0;
        }
        calls.add(ofPass);
      }
    }
    return calls;
  }

  /** The same as counted in the process. */
  private static List<Long> counted(JsonNode process, boolean typed) {
    Map<Long, Long> byPass = new LinkedHashMap<>();
    process.get("passes").forEach(pass -> byPass.put(pass.get("pass").asLong(), 0L));
    for (JsonNode call : process.get("calls")) {
      if (!typed || call.get(3).asText().equals("bfloat16")) {
        byPass.merge(call.get(0).asLong(), call.get(6).asLong(), Long::sum);
      }
    }
    return List.copyOf(byPass.values());
  }

  private static List<Pass> passes(RankTrace trace, Deployment deployment) {
    List<Pass> passes = new ArrayList<>();
    for (PassBlock block : blocks(trace, deployment)) {
      for (int i = 0; i < block.size() && !block.isLoose(); i++) {
        passes.add(new Pass(block.tokens(), Math.max(block.rows(), 0)));
      }
    }
    return passes;
  }

  private static List<Pass> scheduled(JsonNode truth, RankTrace trace, Deployment deployment) {
    if (deployment.options().attentionReplicas() > 1) {
      return scheduledOfReplicas(truth, deployment);
    }
    List<Pass> passes = new ArrayList<>();
    boolean gathers =
        deployment.layout().tensor() > 1
            && deployment.layout().isLastStage(deployment.layout().stageOf(trace.rank()));
    for (JsonNode pass : ofRank(truth, trace, deployment).get("passes")) {
      JsonNode rows = pass.get("logit_rows");
      passes.add(
          new Pass(
              pass.get("tokens").asLong(),
              gathers && rows != null && !rows.isEmpty() ? rows.get(0).asLong() : 0));
    }
    return passes;
  }

  /**
   * T̂ and R of all replicas of attention together. Where none has prompts and the fullest does not
   * have more than twice its share, all are filled up to it.
   */
  private static List<Pass> scheduledOfReplicas(JsonNode truth, Deployment deployment) {
    int replicas = deployment.options().attentionReplicas();
    int ranks = deployment.attentionTensor();
    List<Pass> passes = new ArrayList<>();
    for (int i = 0; i < processes(truth, 0).get(0).get("passes").size(); i++) {
      boolean prompts = false;
      long rows = 0;
      long sum = 0;
      long most = 0;
      for (int replica = 0; replica < replicas; replica++) {
        JsonNode pass = processes(truth, replica * ranks).get(0).get("passes").get(i);
        long own = (pass.get("tokens").asLong() + ranks - 1) / ranks * ranks;
        prompts |= pass.get("mode").asText().matches("EXTEND|MIXED");
        rows += pass.get("requests").asLong();
        sum += own;
        most = Math.max(most, own);
      }
      boolean filled = !prompts && 2 * sum >= replicas * most;
      passes.add(new Pass(filled ? replicas * most : sum, rows));
    }
    return passes;
  }

  /** The rank's passes; where several processes have its number, those of the time of its calls. */
  private static JsonNode ofRank(JsonNode truth, RankTrace trace, Deployment deployment) {
    List<JsonNode> own = processes(truth, trace.rank());
    if (own.size() != 1) {
      own = processes(truth, trace.rank() % deployment.layout().ranksPerReplica());
    }
    long startNs = trace.calls().startNs(0);
    return own.stream().min(comparingLong(process -> awayNs(process, startNs))).orElseThrow();
  }

  private static List<JsonNode> processes(JsonNode truth, int rank) {
    List<JsonNode> processes = new ArrayList<>();
    truth
        .get("ranks")
        .forEach(
            process -> {
              if (process.get("rank").asInt() == rank) {
                processes.add(process);
              }
            });
    return processes;
  }

  private static long awayNs(JsonNode process, long startNs) {
    return Math.abs(process.get("passes").get(0).get("start_ns").asLong() - startNs);
  }

  private static JsonNode truth(Path folder) throws IOException {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(folder.resolve("truth.json.gz")))) {
      return new ObjectMapper().readTree(in);
    }
  }
}
