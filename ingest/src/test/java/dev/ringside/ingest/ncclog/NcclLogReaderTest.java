package dev.ringside.ingest.ncclog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NcclLogReaderTest {

  private static final String CALL =
      "%s: opCount 0 sendbuff 0x7f00 recvbuff 0x7f00 count 64 datatype 7 op 0 root 1 comm 0x55aa"
          + " [nranks=2] stream 0x5599aa00";
  private static final String P0 = "n1:100:150 [0] NCCL INFO ";
  private static final String P1 = "n1:101:151 [1] NCCL INFO ";

  @TempDir Path folder;

  private List<RankTrace> read(String... lines) throws Exception {
    Path file = folder.resolve("x.log");
    Files.writeString(file, String.join("\n", lines));
    return FileTraces.read(new NcclLogReader(), file, bytes -> {});
  }

  private static List<CallSignature> calls(RankTrace trace) {
    List<CallSignature> calls = new ArrayList<>();
    CallColumns columns = trace.calls();
    for (int row = 0; row < columns.size(); row++) {
      calls.add(trace.signatures().get(columns.signature(row)));
    }
    return calls;
  }

  private static String call(String function) {
    return CALL.formatted(function);
  }

  /** Each release's form, as its library has it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "comm 0x55aa rank 1 nranks 2 cudaDev 1 busId 1000 - Init COMPLETE",
        "ncclCommInitRank comm 0x55aa rank 1 nranks 2 cudaDev 1 nvmlDev 1 busId 1000 commId 0xabc"
            + " - Init COMPLETE",
        "[Rank 1] ncclCommInitRankConfig comm 0x55aa rank 1 nranks 2 cudaDev 1 nvmlDev 1 busId 1000"
            + " commId 0xabc - Init START",
        "ncclCommSplit comm 0x55aa rank 1 nranks 2 cudaDev 1 nvmlDev 1 busId 1000 parent 0x11 color"
            + " 0 key 1 commId 0xabc - Init COMPLETE",
        "ncclCommSplit comm 0x55aa rank 1 nranks 2 cudaDev 1 nvmlDev 1 busId 1000 parent 0x11"
            + " splitCount 1 color -3 key 1- Init START",
        "ncclCommSplit comm 0x55aa rank 1 nranks 2 cudaDev 1 nvmlDev 1 busId 1000 parent 0x11"
            + " childCount 1 color 0 key 1 - Init COMPLETE",
        "ncclCommSplit comm 0x55aa rank 1 nranks 2 cudaDev 1 nvmlDev 1 busId 1000 commId 0xabc"
            + " parent 0x11 childCount 1 color 0 key 1 - Init START",
        "comm 0x55aa rank 1 nranks 2 cudaDev 1 busId 1000 localSize 8 used 512 bytes on core 3"
            + " - Init COMPLETE",
        "Init timings - ncclCommInitRank: rank 1 nranks 2 total 1.58 (kernels 0.26)"
      })
  void theRankIsReadFromEveryFormOfInit(String init) throws Exception {
    List<RankTrace> traces = read(P0 + init, P0 + call("AllReduce"));

    assertThat(traces).singleElement().satisfies(one -> assertThat(one.rank()).isEqualTo(1));
    assertThat(calls(traces.get(0))).hasSize(1);
  }

  @Test
  void ranksOfASplitWithoutAnIdFindOneAnotherByTheirParent() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int rank = 0; rank < 4; rank++) {
      String prefix = "n1:10%d:150 [%d] NCCL INFO ".formatted(rank, rank);
      lines.add(
          prefix
              + "comm 0x1%d rank %d nranks 4 cudaDev 0 busId 1 commId 0xabc - Init COMPLETE"
                  .formatted(rank, rank));
      lines.add(
          prefix
              + ("comm 0x55aa rank %d nranks 2 cudaDev 0 busId 1 parent 0x1%d splitCount 1 color %d"
                      + " key 0 - Init COMPLETE")
                  .formatted(rank / 2, rank, rank % 2));
      lines.add(prefix + call(rank < 2 ? "Send" : "Recv"));
    }
    List<RankTrace> traces = read(lines.toArray(new String[0]));

    assertThat(calls(traces.get(1)).get(0).communicator().ranks()).containsExactly(1, 3);
    assertThat(calls(traces.get(0)).get(0).peer()).isEqualTo(2);
    assertThat(calls(traces.get(3)).get(0).peer()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "AllReduce,ALL_REDUCE,64",
    "AllGather,ALL_GATHER,64",
    "ReduceScatter,REDUCE_SCATTER,128",
    "AlltoAll,ALL_TO_ALL,128",
    "Broadcast,BROADCAST,64",
    "Gather,GATHER,64",
    "Scatter,SCATTER,128",
    "Send,SEND,64"
  })
  void countsBecomeWhatOneRankPutsIn(String function, Collective collective, long elements)
      throws Exception {
    CallSignature call = calls(read(P0 + call(function)).get(0)).get(0);

    assertThat(call.collective()).isEqualTo(collective);
    assertThat(call.elements()).isEqualTo(elements);
  }

  @Test
  void apiTracesAreCallsUnlessTheyAreLoggedToo() throws Exception {
    String traced = "n1:100:150 NCCL CALL ncclAllGather(7f00,7f00,64,9,0,0,0x55aa,0x1)";

    assertThat(calls(read(traced, traced).get(0))).hasSize(2);
    assertThat(read(traced).get(0).rejected()).isEmpty();
    assertThat(calls(read("n1:100:150 [0] NCCL CALL x", P0 + call("AllReduce")).get(0)))
        .extracting(CallSignature::collective)
        .containsExactly(Collective.ALL_REDUCE);
  }

  @Test
  void launchersMayPutAnythingBefore() throws Exception {
    List<RankTrace> traces =
        read(
            "[rank3]: " + P0 + call("AllReduce"),
            "[1,2]<stdout>:" + P0 + call("AllReduce"),
            "2026-11-27T10:00:00.123Z stdout F " + P0 + call("AllReduce"),
            "(Worker_TP0 pid=12) n1:100:150 [0] NCCL INFO [2] " + call("AllReduce"));

    assertThat(traces).singleElement().satisfies(one -> assertThat(calls(one)).hasSize(4));
  }

  /** Two processes' lines in one, the second right behind the first one's pointer. */
  @Test
  void gluedLinesAreTwoCalls() throws Exception {
    String n1 = P1 + call("AllReduce");
    String a1 = "a1-n:7:7 [0] NCCL INFO " + call("AllGather");
    List<RankTrace> traces = read(n1, a1, n1 + a1, a1 + n1);

    assertThat(traces).hasSize(2).allSatisfy(trace -> assertThat(calls(trace)).hasSize(3));
  }

  @Test
  void tornLinesAreRefusedAndCounted() throws Exception {
    String whole = P0 + call("AllReduce");
    RankTrace trace =
        read(
                whole,
                whole.substring(0, whole.length() - 30),
                P0,
                P0 + "AllReduce: ",
                whole.substring(30),
                "educe: 48660480 Bytes -> Algo RING proto SIMPLE channel{Lo..Hi}={0..7}")
            .get(0);

    assertThat(calls(trace)).hasSize(1);
    assertThat(trace.rejected()).isEqualTo(Map.of("fields_missing", 2L, "head_missing", 2L));
  }

  @Test
  void howACallIsCarriedOutIsNoCall() throws Exception {
    RankTrace trace =
        read(
                P0 + call("AllReduce"),
                P0 + "AllReduce: 4 Bytes -> Algo TREE proto LL channel{Lo..Hi}={0..0}",
                P0 + "AllReduce [Symmetric]: 4 Bytes -> Kernel AllReduce_RSxLD nchannels 1")
            .get(0);

    assertThat(calls(trace)).hasSize(1);
    assertThat(trace.rejected()).isEmpty();
  }

  @Test
  void withoutTimesTheOrderIsKept() throws Exception {
    CallColumns calls = read(P0 + call("AllReduce"), P0 + call("AllGather")).get(0).calls();

    assertThat(calls.startNs(1)).isGreaterThan(calls.startNs(0));
    assertThat(calls.durationNs(0)).isZero();
  }
}
