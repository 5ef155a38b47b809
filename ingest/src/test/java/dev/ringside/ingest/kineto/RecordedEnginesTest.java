package dev.ringside.ingest.kineto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.naming.TorchCollectives;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real engines, read in place, against what was counted inside them: each call's collective,
 * elements, type and number, on every rank. The calls of {@code truth.json.gz} were counted by
 * wrapping torch.distributed, not by the profiler.
 */
class RecordedEnginesTest {

  private static final Path RECORDED =
      Path.of(System.getProperty("ringside.repository", ".."))
          .resolve("../shared/samples/recorded");

  private record Kind(Collective collective, long elements, DataType type) {}

  static List<String> folders() throws IOException {
    if (!Files.isDirectory(RECORDED)) {
      return List.of("");
    }
    try (Stream<Path> folders = Files.list(RECORDED)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("truth.json.gz")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /**
   * A folder may hold several worlds or sessions: each file is that of one of the truth's ranks.
   */
  @ParameterizedTest
  @MethodSource("folders")
  void everyCallIsReadAsItWasMade(String name) throws Exception {
    assumeTrue(!name.isEmpty(), "no samples beside the repository");
    Path folder = RECORDED.resolve(name);
    boolean sized = !name.endsWith("_default");
    Map<String, Map<Kind, Long>> truth = truth(folder, sized);
    List<Path> traces = traces(folder);

    assertThat(traces).hasSameSizeAs(truth.keySet());
    for (Path trace : traces) {
      RankTrace read = FileTraces.read(new KinetoReader(), trace, bytes -> {}).get(0);
      Map<Kind, Long> calls = counts(read, sized);
      List<String> same =
          truth.keySet().stream()
              .filter(key -> key.endsWith("rank" + read.rank()))
              .filter(key -> truth.get(key).equals(calls))
              .toList();
      assertThat(same).as("%s: %s among %s", trace, calls, truth).isNotEmpty();
      assertThat(read.rejected()).isEmpty();
      assertThat(read.remarks()).isEmpty();
      truth.remove(same.get(0));
    }
    assertThat(truth).isEmpty();
  }

  @Test
  void denseReplicasAreWorldsOfTheirOwn() throws Exception {
    TraceRecording recording =
        read("vllm_cpu_llama_dp2tp2", Optional.of(new ParallelLayout(2, 1, 2)));

    assertThat(recording.ranks()).containsExactly(0, 1, 2, 3);
    assertThat(recording.worldSize()).hasValue(4);
    assertThat(recording.traces().stream().map(trace -> trace.calls().size()))
        .containsExactly(182, 182, 196, 196);
    assertThat(recording.traces().get(3).signatures().get(0).communicator().ranks())
        .containsExactly(2, 3);
  }

  @Test
  void expertsBindReplicasIntoOneWorld() throws Exception {
    TraceRecording recording =
        read("vllm_cpu_moe_dp2tp2ep_fr", Optional.of(new ParallelLayout(2, 1, 2)));

    assertThat(recording.ranks()).containsExactly(0, 1, 2, 3);
    assertThat(recording.worldSize()).hasValue(4);
  }

  private static TraceRecording read(String folder, Optional<ParallelLayout> layout)
      throws Exception {
    Path path = RECORDED.resolve(folder);
    assumeTrue(Files.exists(path), () -> "no sample " + path);
    List<Path> traces = traces(path);
    return RecordingFiles.recognise(traces, Optional.empty())
        .read(layout, ReadProgress.SILENT)
        .recording();
  }

  private static List<Path> traces(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().contains(".pt.trace.json")).sorted().toList();
    }
  }

  private static Map<String, Map<Kind, Long>> truth(Path folder, boolean sized) throws IOException {
    Map<String, Map<Kind, Long>> truth = new TreeMap<>();
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(folder.resolve("truth.json.gz")))) {
      JsonNode ranks = new ObjectMapper().readTree(in).get("ranks");
      ranks.properties().forEach(rank -> truth.put(rank.getKey(), calls(rank.getValue(), sized)));
    }
    return truth;
  }

  private static Map<Kind, Long> calls(JsonNode rank, boolean sized) {
    Map<Kind, Long> calls = new HashMap<>();
    for (JsonNode call : rank.get("calls")) {
      String function = call.get(1).asText();
      String word =
          function.equals("isend") || function.equals("irecv") ? function.substring(1) : function;
      Kind kind =
          new Kind(
              TorchCollectives.of(word), elements(call.get(4)), DataType.of(call.get(3).asText()));
      calls.merge(sized ? kind : unsized(kind), call.get(6).asLong(), Long::sum);
    }
    return calls;
  }

  private static long elements(JsonNode shape) {
    long elements = 1;
    for (JsonNode dimension : shape) {
      elements *= dimension.asLong();
    }
    return elements;
  }

  private static Kind unsized(Kind kind) {
    return new Kind(kind.collective, CallSignature.UNKNOWN_ELEMENTS, DataType.UNKNOWN);
  }

  private static Map<Kind, Long> counts(RankTrace trace, boolean sized) {
    Map<Kind, Long> counts = new HashMap<>();
    List<CallSignature> signatures = new ArrayList<>();
    for (int id = 0; id < trace.signatures().size(); id++) {
      signatures.add(trace.signatures().get(id));
    }
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature signature = signatures.get(trace.calls().signature(row));
      Kind kind = new Kind(signature.collective(), signature.elements(), signature.dataType());
      assertThat(sized || kind.equals(unsized(kind))).isTrue();
      counts.merge(kind, 1L, Long::sum);
    }
    return counts;
  }
}
