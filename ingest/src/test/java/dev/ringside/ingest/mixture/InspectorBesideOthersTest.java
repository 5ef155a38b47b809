package dev.ringside.ingest.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.inspect.GroupFacts;
import dev.ringside.ingest.inspect.Inspection;
import dev.ringside.ingest.inspector.InspectorText;
import dev.ringside.ingest.kineto.TraceText;
import dev.ringside.ingest.recording.RankTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines of the Inspector beside logs and traces of the same run: a log tells types, the Inspector
 * tells traces their groups.
 */
class InspectorBesideOthersTest {

  private static final Path RECORDED =
      Path.of(System.getProperty("ringside.repository", ".."))
          .resolve("../shared/samples/recorded/nccl_inspector/v2.30.7_json");
  private static final String TENSOR = "0x7f8c496ae9f66123";
  private static final String EXPERTS = "0x1111111111111111";
  private static final int BFLOAT16 = 9;
  private static final int FLOAT = 7;
  private static final String KERNEL = "ncclDevKernel_AllReduce_Sum_bf16_RING_LL(x)";

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();
  private final TraceText trace = new TraceText();

  @BeforeEach
  void startTrace() {
    trace
        .before("baseTimeNanoseconds", Long.toString(InspectorText.EPOCH_US * 1_000))
        .before("distributedInfo", "{\"rank\":0,\"world_size\":4}");
  }

  private RankTrace rank0() throws Exception {
    return RecordingFiles.recognise(List.of(folder), Optional.empty())
        .read((bytes, total) -> {})
        .recording()
        .traces()
        .get(0);
  }

  private static List<CallSignature> calls(RankTrace trace) {
    return IntStream.range(0, trace.calls().size())
        .mapToObj(row -> trace.signatures().get(trace.calls().signature(row)))
        .toList();
  }

  private void init(String pointer, int rank, int ranks, String hash) {
    log.add(
        "ncclCommInitRank comm %s rank %d nranks %d cudaDev 0 nvmlDev 0 busId 1000 commId %s - Init COMPLETE"
            .formatted(pointer, rank, ranks, hash));
  }

  private void logged(String collective, long count, int type, String pointer, int ranks) {
    log.add(
        "%s: opCount 0 sendbuff 0x1 recvbuff 0x1 count %d datatype %d op 0 root 0 comm %s [nranks=%d] stream 0x1"
            .formatted(collective, count, type, pointer, ranks));
  }

  private void writeLog(String host, long pid) throws IOException {
    String prefix = "%s:%d:%d [0] NCCL INFO ".formatted(host, pid, pid);
    Files.writeString(
        folder.resolve("nccl.%s.%d.txt".formatted(host, pid)),
        String.join("\n", log.stream().map(prefix::concat).toList()) + "\n");
  }

  private static InspectorText writer(String hash, String name) {
    return new InspectorText(hash.substring(0, 16), name, 0, 2, "vm", 1_000);
  }

  private void inspected(String hash, String name, int number, long bytes) {
    lines.append(
        writer(hash, name)
            .collective("AllReduce", number, bytes, 20, InspectorText.EPOCH_US + number * 1_000L));
  }

  private void writeLines() throws IOException {
    InspectorText first = writer(TENSOR, "tp:0");
    Files.writeString(folder.resolve(first.fileName()), lines);
    Files.writeString(
        folder.resolve("vm-pid1001.log"),
        new InspectorText(TENSOR.substring(0, 16), "tp:0", 1, 2, "vm", 1_001)
            .collective("AllReduce", 0, 16_384, 20, InspectorText.EPOCH_US));
  }

  @Test
  void aLogTellsTheTypesOfTheInspectorsBytes() throws Exception {
    init("0xa", 0, 2, TENSOR);
    logged("AllReduce", 8_192, BFLOAT16, "0xa", 2);
    writeLog("vm", 1_000);
    inspected(TENSOR, "tp:0", 0, 16_384);
    inspected(TENSOR, "tp:0", 0, 16_384); // a graph replays: the number stands still
    writeLines();
    RankTrace read = rank0();

    assertThat(calls(read))
        .hasSize(2)
        .allSatisfy(
            call -> {
              assertThat(call.dataType()).isEqualTo(DataType.BFLOAT16);
              assertThat(call.elements()).isEqualTo(8_192);
              assertThat(CallFlag.BYTES_ONLY.in(call.flags())).isFalse();
              assertThat(call.communicator().ranks()).containsExactly(0, 1);
            });
    assertThat(read.remarks())
        .contains("groups, sizes or types of 2 calls are from nccl.vm.1000.txt");
    assertThat(inspected())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.name()).isEqualTo("tp:0");
              assertThat(group.byCollective().get(0).sizes())
                  .as("two calls of rank 0, of which there is a log, and one of rank 1")
                  .containsExactlyInAnyOrder(
                      new GroupFacts.Size(16_384, "BFloat16", 2),
                      new GroupFacts.Size(16_384, "Byte", 1));
            });
  }

  private List<GroupFacts> inspected() throws Exception {
    return Inspection.of(RecordingFiles.forInspection(List.of(folder)), (at, of) -> {}).groups();
  }

  @Test
  void twoTypesOfOneSizeLeaveItOpen() throws Exception {
    init("0xa", 0, 2, TENSOR);
    logged("AllReduce", 8_192, BFLOAT16, "0xa", 2);
    logged("AllReduce", 4_096, FLOAT, "0xa", 2);
    logged("AllReduce", 100_000, FLOAT, "0xa", 2);
    writeLog("vm", 1_000);
    inspected(TENSOR, "tp:0", 0, 16_384);
    inspected(TENSOR, "tp:0", 1, 400_000);
    writeLines();
    RankTrace read = rank0();

    assertThat(calls(read))
        .extracting(CallSignature::dataType, CallSignature::elements)
        .containsExactlyInAnyOrder(tuple(DataType.BYTE, 16_384L), tuple(DataType.FLOAT, 100_000L));
    assertThat(read.remarks())
        .anyMatch(remark -> remark.startsWith("1 calls are still without a type: nccl.vm.1000"));
  }

  @Test
  void aLogOfAnotherCommunicatorTellsNoType() throws Exception {
    init("0xa", 0, 2, EXPERTS);
    logged("AllReduce", 8_192, BFLOAT16, "0xa", 2);
    writeLog("vm", 1_000);
    inspected(TENSOR, "tp:0", 0, 16_384);
    writeLines();

    assertThat(calls(rank0())).extracting(CallSignature::dataType).containsExactly(DataType.BYTE);
  }

  @Test
  void aLogOfAnotherProcessFillsNothingAndIsNamed() throws Exception {
    init("0xa", 0, 2, TENSOR);
    logged("AllReduce", 8_192, BFLOAT16, "0xa", 2);
    writeLog("vm", 77);
    inspected(TENSOR, "tp:0", 0, 16_384);
    writeLines();
    RankTrace read = rank0();

    assertThat(calls(read)).extracting(CallSignature::dataType).containsExactly(DataType.BYTE);
    assertThat(read.remarks())
        .anyMatch(remark -> remark.contains("nccl.vm.77.txt is of another process (vm, pid 77"));
  }

  /** A kernel of vLLM's own call of NCCL: its operator tells the size and no group. */
  private void kernel(int at, int rows) {
    String id = "\"External id\":" + at;
    if (rows > 0) {
      trace.operator(
          "vllm::all_reduce",
          at,
          "[[%d,512],[]]".formatted(rows),
          "[\"c10::BFloat16\",\"\"]",
          "[\"\",\"\"]");
    }
    trace.kernel(KERNEL, Integer.toString(at * 1_000), "15", id);
  }

  private void writeTrace() {
    trace.writeTo(folder.resolve("rank0.pt.trace.json"));
  }

  @Test
  void theInspectorTellsATraceItsGroups() throws Exception {
    kernel(1, 16);
    kernel(2, 16);
    writeTrace();
    inspected(TENSOR, "tp:0", 0, 16_384);
    inspected(EXPERTS, "ep:0", 0, 32_768);
    writeLines();
    RankTrace read = rank0();

    assertThat(calls(read))
        .hasSize(2)
        .allSatisfy(
            call -> {
              assertThat(call.communicator().name()).isEqualTo("tp:0");
              assertThat(call.communicator().ranks()).containsExactly(0, 1);
              assertThat(call.dataType()).isEqualTo(DataType.BFLOAT16);
              assertThat(call.elements()).isEqualTo(8_192);
            });
    assertThat(inspected())
        .filteredOn(group -> group.name().equals("tp:0"))
        .singleElement()
        .satisfies(
            group -> assertThat(group.calls()).as("two kernels, and rank 1").isEqualTo(2 + 1));
  }

  @Test
  void twoCommunicatorsWithCallsOfThatSizeLeaveItOpen() throws Exception {
    kernel(1, 16);
    writeTrace();
    inspected(TENSOR, "tp:0", 0, 16_384);
    inspected(EXPERTS, "ep:0", 0, 16_384);
    writeLines();
    RankTrace read = rank0();

    assertThat(calls(read).get(0).communicator().hasRanks()).isFalse();
    assertThat(read.remarks()).anyMatch(remark -> remark.contains("still without a group"));
  }

  @Test
  void asManyCallsAsKernelsTellTheirSizesInBytes() throws Exception {
    kernel(1, 0);
    kernel(2, 0);
    writeTrace();
    inspected(TENSOR, "tp:0", 0, 16_384);
    inspected(TENSOR, "tp:0", 1, 65_536);
    writeLines();

    assertThat(calls(rank0()))
        .extracting(CallSignature::elements)
        .containsExactly(16_384L, 65_536L);
    assertThat(calls(rank0())).allMatch(call -> CallFlag.BYTES_ONLY.in(call.flags()));
  }

  /** It keeps none below 8 KiB, so a third kernel may be any. */
  @Test
  void fewerCallsThanKernelsTellNothing() throws Exception {
    kernel(1, 0);
    kernel(2, 0);
    kernel(3, 0);
    writeTrace();
    inspected(TENSOR, "tp:0", 0, 16_384);
    inspected(TENSOR, "tp:0", 1, 16_384);
    writeLines();
    RankTrace read = rank0();

    assertThat(calls(read)).noneMatch(CallSignature::hasSize);
    assertThat(read.remarks())
        .anyMatch(remark -> remark.startsWith("3 calls are still without a size: vm-pid1000.log"));
  }

  /** Written by NCCL 2.30.7's own Inspector; the log is made for its processes. */
  @Test
  void recordedLinesTakeTheTypesOfALogOfTheirProcesses() throws Exception {
    assumeTrue(Files.isDirectory(RECORDED), "needs " + RECORDED);
    try (Stream<Path> files = Files.list(RECORDED)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    for (int rank = 0; rank < 4; rank++) {
      log.clear();
      init("0xa", rank, 4, TENSOR);
      for (long bytes : new long[] {4_194_304, 8_192, 16_384, 32_768}) {
        logged("AllReduce", bytes / 2, BFLOAT16, "0xa", 4);
      }
      logged("AllGather", 64_128 / 4, FLOAT, "0xa", 4);
      writeLog("vm", 32_727 + rank);
    }
    List<CallSignature> calls = calls(rank0());

    assertThat(calls)
        .filteredOn(call -> call.dataType() == DataType.BFLOAT16)
        .hasSize(16)
        .allMatch(call -> call.collective() == Collective.ALL_REDUCE);
    assertThat(calls)
        .filteredOn(call -> call.dataType() == DataType.FLOAT)
        .singleElement()
        .matches(call -> call.collective() == Collective.ALL_GATHER && call.elements() == 16_032);
    assertThat(calls)
        .filteredOn(call -> CallFlag.BYTES_ONLY.in(call.flags()))
        .as(
            "three gathers that the log does not have, and the sends of a pair that it does not"
                + " know")
        .hasSize(3 + 4);
  }
}
