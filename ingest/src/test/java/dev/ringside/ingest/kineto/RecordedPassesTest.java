package dev.ringside.ingest.kineto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real engines, read in place: the passes of each rank against those that its scheduler counted,
 * their tokens and logits rows one by one.
 */
class RecordedPassesTest {

  private static final Path RECORDED =
      Path.of(System.getProperty("ringside.repository", ".."))
          .resolve("../shared/samples/recorded");

  /**
   * What is not told yet: sizes that only annotations have, prompt logits, MTP heads, pictures, two
   * sessions and two worlds in a folder.
   */
  private static final Set<String> NOT_YET =
      Set.of(
          "vllm_cpu_deepseek_mtp_tp2",
          "vllm_cpu_llama_dp2tp2",
          "vllm_cpu_llama_tp2_default",
          "vllm_cpu_llama_tp2_plp",
          "vllm_cpu_qwen25vl_tp2",
          "vllm_cpu_qwen25vl_tp2_data",
          "vllm_cpu_server_tp2_day");

  /** What a pass is told apart by; whether R is visible depends on the stage. */
  private record Pass(long tokens, long rows) {}

  static List<String> folders() throws IOException {
    if (!Files.isDirectory(RECORDED)) {
      return List.of("");
    }
    try (Stream<Path> folders = Files.list(RECORDED)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("truth.json.gz")))
          .filter(folder -> Files.exists(folder.resolve("deployment.yaml")))
          .filter(folder -> !NOT_YET.contains(folder.getFileName().toString()))
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
    Deployment deployment = DeploymentFile.read(folder.resolve("deployment.yaml"));
    List<Path> traces;
    try (Stream<Path> files = Files.list(folder)) {
      traces = files.filter(f -> f.toString().contains(".pt.trace.json")).sorted().toList();
    }
    JsonNode truth = truth(folder);
    for (RankTrace trace :
        RecordingFiles.recognise(traces, Optional.empty())
            .read(Optional.of(deployment.layout()), ReadProgress.SILENT)
            .recording()
            .traces()) {
      assertThat(passes(trace, deployment))
          .as("%s rank %d", name, trace.rank())
          .isEqualTo(scheduled(truth, trace.rank(), deployment));
    }
  }

  private static List<Pass> passes(RankTrace trace, Deployment deployment) {
    PassAssembler assembler = new PassAssembler(deployment, trace.rank());
    List<PassBlock> blocks = new ArrayList<>(assembler.accept(trace.signatures(), trace.calls()));
    blocks.addAll(assembler.finish());
    List<Pass> passes = new ArrayList<>();
    for (PassBlock block : blocks) {
      for (int i = 0; i < block.size() && !block.isLoose(); i++) {
        passes.add(new Pass(block.tokens(), Math.max(block.rows(), 0)));
      }
    }
    return passes;
  }

  private static List<Pass> scheduled(JsonNode truth, int rank, Deployment deployment) {
    List<Pass> passes = new ArrayList<>();
    boolean gathers =
        deployment.layout().tensor() > 1
            && deployment.layout().isLastStage(deployment.layout().stageOf(rank));
    for (JsonNode ofRank : truth.get("ranks")) {
      if (ofRank.get("rank").asInt() != rank) {
        continue;
      }
      for (JsonNode pass : ofRank.get("passes")) {
        JsonNode rows = pass.get("logit_rows");
        passes.add(
            new Pass(
                pass.get("tokens").asLong(),
                gathers && rows != null && !rows.isEmpty() ? rows.get(0).asLong() : 0));
      }
    }
    return passes;
  }

  private static JsonNode truth(Path folder) throws IOException {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(folder.resolve("truth.json.gz")))) {
      return new ObjectMapper().readTree(in);
    }
  }
}
