package dev.ringside.ingest.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.files.ReadFiles;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.inspect.Inspection;
import dev.ringside.ingest.inspector.InspectorText;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of traces, dumps and logs of one run, as they lie. */
class MixedFoldersTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("ringside.repository", "..")).resolve("../shared/samples");
  private static final String TRACE =
      """
      {"schemaVersion":1,"distributedInfo":{"rank":0,"world_size":2},\
      "baseTimeNanoseconds":1795784112000000000,"traceEvents":[%s]}\
      """;
  private static final String KERNEL =
      """
      {"ph":"X","cat":"kernel","name":"ncclDevKernel_AllReduce_Sum_bf16_RING_LL(x)","pid":0,\
      "tid":7,"ts":%d,"dur":10,"args":{"correlation":%d}}\
      """;
  private static final String LOGGED =
      "[2026-11-27 12:55:12.%03d] n1:100:150 [0] NCCL INFO AllReduce: opCount 0 sendbuff 0x7f00"
          + " recvbuff 0x7f00 count %d datatype 9 op 0 root 0 comm 0x55aa [nranks=2] stream 0x1";
  private static final String INIT =
      "n1:100:150 [0] NCCL INFO ncclCommInitRank comm 0x55aa rank 0 nranks 2 cudaDev 0 nvmlDev 0"
          + " busId 1000 commId 0xabc - Init COMPLETE";

  @TempDir Path folder;

  private static ReadFiles<TraceRecording> read(Path folder) throws UnreadableTraceException {
    return RecordingFiles.recognise(List.of(folder), Optional.empty()).read((bytes, total) -> {});
  }

  private void write(String name, String... lines) throws Exception {
    Files.writeString(folder.resolve(name), String.join("\n", lines));
  }

  private void trace(int... startsMs) throws Exception {
    StringBuilder kernels = new StringBuilder();
    for (int start : startsMs) {
      kernels.append(kernels.isEmpty() ? "" : ",").append(KERNEL.formatted(start * 1000, start));
    }
    write("rank0.pt.trace.json", TRACE.formatted(kernels));
  }

  private static List<Long> elements(RankTrace trace) {
    return java.util.stream.IntStream.range(0, trace.calls().size())
        .mapToObj(row -> trace.signatures().get(trace.calls().signature(row)).elements())
        .toList();
  }

  @Test
  void sizesOfKernelsAreFromTheLogWhereAllItsCallsAreAlike() throws Exception {
    trace(100, 200);
    write("nccl.log", INIT, LOGGED.formatted(1, 512), LOGGED.formatted(2, 512));
    ReadFiles<TraceRecording> read = read(folder);
    RankTrace trace = read.recording().traces().get(0);

    assertThat(elements(trace)).containsExactly(512L, 512L);
    assertThat(trace.signatures().get(0).communicator().ranks()).containsExactly(0, 1);
    assertThat(trace.remarks()).anyMatch(remark -> remark.contains("2 calls are from nccl.log"));
    assertThat(read.ignored())
        .anyMatch(file -> file.file().endsWith("nccl.log") && file.reason().contains("fill"));
  }

  /** The log began before the trace: its third call is the trace's first. */
  @Test
  void sizesThatDifferAreMatchedByTime() throws Exception {
    trace(300, 400);
    write(
        "nccl.log",
        INIT,
        LOGGED.formatted(100, 1),
        LOGGED.formatted(200, 2),
        LOGGED.formatted(299, 3),
        LOGGED.formatted(399, 4),
        LOGGED.formatted(499, 5));

    assertThat(elements(read(folder).recording().traces().get(0))).containsExactly(3L, 4L);
  }

  @Test
  void sizesThatDifferAndHaveNoTimeStayUnknown() throws Exception {
    trace(300);
    write(
        "nccl.log",
        INIT,
        LOGGED.formatted(1, 1).substring(26),
        LOGGED.formatted(1, 2).substring(26));

    assertThat(elements(read(folder).recording().traces().get(0))).containsExactly(-1L);
  }

  /** A process of four, two pairs of which split off; each writes a log of its own. */
  private void processLog(int rank) throws Exception {
    String prefix = "n1:%d:1 [%d] NCCL INFO ".formatted(100 + rank, rank);
    String pair = rank < 2 ? "0xfa93daea854b060b" : "0xb";
    write(
        "nccl.n1.%d.log".formatted(100 + rank),
        prefix + member("0x11", rank, 4, "0xabc"),
        prefix + member("0x22", rank % 2, 2, pair),
        prefix
            + "AllReduce: opCount 0 sendbuff 0x1 recvbuff 0x1 count 8 datatype 9 op 0 root 0 comm"
            + " 0x22 [nranks=2] stream 0x1",
        "");
  }

  private static String member(String pointer, int rank, int ranks, String id) {
    return ("ncclCommInitRank comm %s rank %d nranks %d cudaDev 0 nvmlDev 0 busId 1000 commId %s"
            + " - Init COMPLETE")
        .formatted(pointer, rank, ranks, id);
  }

  private static Communicator group(RankTrace trace) {
    return trace.signatures().get(trace.calls().signature(0)).communicator();
  }

  @Test
  void logsOfOneProcessEachMakeWholeCommunicators() throws Exception {
    for (int rank = 0; rank < 4; rank++) {
      processLog(rank);
    }
    List<RankTrace> traces = read(folder).recording().traces();

    assertThat(traces).extracting(RankTrace::rank).containsExactly(0, 1, 2, 3);
    assertThat(traces)
        .extracting(trace -> group(trace).ranks())
        .containsExactly(List.of(0, 1), List.of(0, 1), List.of(2, 3), List.of(2, 3));
    assertThat(traces).allSatisfy(trace -> assertThat(trace.remarks()).isEmpty());
  }

  @Test
  void aCommunicatorThatLacksALogIsNamed() throws Exception {
    for (int rank = 0; rank < 3; rank++) {
      processLog(rank);
    }
    List<RankTrace> traces = read(folder).recording().traces();

    assertThat(group(traces.get(1)).ranks()).containsExactly(0, 1);
    assertThat(group(traces.get(2)).hasRanks()).isFalse();
    assertThat(traces.get(2).remarks())
        .singleElement()
        .asString()
        .contains("communicator 0xb has 2 ranks, and 1 of them call on it in these files (2)");
  }

  /**
   * It writes 14 digits of the hash. Its ring lost the calls; its marker names the communicator.
   */
  @Test
  void theInspectorNamesWhatTheLogKnowsByItsHash() throws Exception {
    for (int rank = 0; rank < 2; rank++) {
      processLog(rank);
      InspectorText lines =
          new InspectorText("0xfa93daea854b06", "tp:0", rank, 2, "n1", 100 + rank);
      write(lines.fileName(), lines.marker(0, 0, 9, InspectorText.EPOCH_US));
    }
    ReadFiles<TraceRecording> read = read(folder);

    assertThat(read.recording().traces())
        .hasSize(2)
        .allSatisfy(
            trace -> {
              assertThat(group(trace)).isEqualTo(new Communicator("tp:0", 2, List.of(0, 1)));
              assertThat(trace.remarks()).anyMatch(remark -> remark.contains("by the same hash"));
            });
    assertThat(
            Inspection.of(RecordingFiles.forInspection(List.of(folder)), (at, of) -> {}).groups())
        .filteredOn(group -> group.calls() > 0)
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.name()).isEqualTo("tp:0");
              assertThat(group.ranks()).containsExactly(0, 1);
              assertThat(group.guess().parallelism()).isEqualTo("tp");
            });
  }

  @Test
  void twoNamesOfOneHashAreNone() {
    HashNames names = new HashNames();
    names.add(new Note.Called("0xfa93daea854b06", "tp:0", List.of()));
    names.add(new Note.Called("0xfa93daea854b06", "pp:0", List.of()));
    Communicator hash = new Communicator("0xfa93daea854b060b", 2, List.of());

    assertThat(names.of(hash)).isEqualTo(hash);
    assertThat(names.of(new Communicator("tp:1", 2, List.of())).name()).isEqualTo("tp:1");
  }

  @Test
  void aDamagedDumpBesideATraceCostsOnlyItself() throws Exception {
    trace(300);
    write("fr_trace_rank_0.json", "{\"version\": \"2.10\", \"pg_config\": {");

    assertThat(read(folder).recording().traces()).hasSize(1);
    assertThat(read(folder).ignored())
        .anyMatch(
            file -> file.reason().contains("breaks off") && !file.reason().contains("rank_0"));
  }

  /** As the engine itself counted: {@code [pass, function, group, dtype, shape, peer, count]}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm_cpu_llama_tp2_fr",
        "vllm_cpu_llama_tp2_hang",
        "vllm_cpu_moe_dp2tp2ep_fr",
        "vllm_cpu_deepseek_dp2tp2ep_fr"
      })
  void groupsOfGlooCallsAreFromTheDumpsOfTheSameRun(String name) throws Exception {
    Path sample = SAMPLES.resolve("recorded").resolve(name);
    assumeTrue(Files.isDirectory(sample), "needs " + sample);
    JsonNode truth;
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(sample.resolve("truth.json.gz")))) {
      truth = new JsonMapper().readTree(in).path("ranks");
    }
    List<RankTrace> traces = read(sample).recording().traces();

    assertThat(traces).hasSize(truth.size());
    for (JsonNode rank : truth) {
      RankTrace trace = traces.get(rank.path("rank").intValue());
      assertThat(groups(trace)).as("rank %d", trace.rank()).isEqualTo(groups(rank));
    }
  }

  private static Map<String, Integer> groups(JsonNode truth) {
    Map<String, Integer> groups = new TreeMap<>();
    for (JsonNode call : truth.path("calls")) {
      groups.merge(call.get(2).asText(), call.get(6).intValue(), Integer::sum);
    }
    return groups;
  }

  private static Map<String, Integer> groups(RankTrace trace) {
    Map<String, Integer> groups = new TreeMap<>();
    for (int row = 0; row < trace.calls().size(); row++) {
      CallSignature call = trace.signatures().get(trace.calls().signature(row));
      String ranks =
          call.communicator().ranks().stream()
              .map(String::valueOf)
              .reduce((a, b) -> a + "," + b)
              .orElse("unknown");
      groups.merge(ranks, 1, Integer::sum);
    }
    return groups;
  }
}
