package dev.ringside.ingest.kineto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.ingest.recording.RankTrace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelCallsTest {

  private static final String ALL_REDUCE = "ncclDevKernel_AllReduce_Sum_bf16_RING_LL(args)";
  private static final String SEND_RECV =
      "ncclDevKernel_SendRecv(ncclDevKernelArgsStorage<4096ul>)";
  private static final String SIZE =
      ",\"In msg nelems\":4096,\"Out msg nelems\":8192,\"Group size\":2,\"dtype\":\"BFloat16\","
          + "\"Process Group Name\":\"5\",\"Process Group Ranks\":\"[2, 3]\"";

  @TempDir Path folder;

  @Test
  void joinsHostRecordByExternalId() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .kernel(ALL_REDUCE, "\"External id\":7,\"correlation\":90")
                .hostRecord(7, "allreduce", SIZE)
                .hostRecord(8, "broadcast", SIZE));

    assertThat(signature)
        .isEqualTo(
            new CallSignature(
                new Communicator("5", 2, List.of(2, 3)),
                Collective.ALL_REDUCE,
                DataType.BFLOAT16,
                4096,
                Transport.NCCL,
                TimingQuality.GPU_NS,
                CallSignature.NO_PEER,
                0));
  }

  @Test
  void joinsThroughLaunchByCorrelation() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .kernel(ALL_REDUCE, "\"correlation\":90")
                .launch("cudaLaunchKernelExC", 7, 90)
                .hostRecord(7, "allreduce", SIZE));

    assertThat(signature.elements()).isEqualTo(4096);
  }

  /** In old traces a kernel's External id is its correlation, which may equal a stranger's id. */
  @Test
  void correlationPosingAsExternalIdFindsNoStranger() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .hostRecord(90, "broadcast", SIZE.replace("4096", "1"))
                .hostRecord(7, "allreduce", SIZE)
                .launch("cudaLaunchKernel", 7, 90)
                .kernel(ALL_REDUCE, "\"External id\":90,\"correlation\":90"));

    assertThat(signature.collective()).isEqualTo(Collective.ALL_REDUCE);
    assertThat(signature.elements()).isEqualTo(4096);
  }

  @Test
  void kernelsOwnMetadataComesFirst() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .kernel(ALL_REDUCE, "\"External id\":7,\"Collective name\":\"allreduce\"" + SIZE)
                .hostRecord(7, "allreduce", SIZE.replace("4096", "1")));

    assertThat(signature.elements()).isEqualTo(4096);
  }

  @Test
  void allGatherCountsItsShard() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .kernel("ncclDevKernel_AllGather_RING_LL(x)", "\"External id\":7")
                .hostRecord(7, "_allgather_base", SIZE));

    assertThat(signature.collective()).isEqualTo(Collective.ALL_GATHER);
    assertThat(signature.elements()).isEqualTo(4096);
  }

  @Test
  void bareKernelStaysHonestlyUnknown() throws Exception {
    CallSignature signature = only(TraceText.of(2, 4).kernel(SEND_RECV, "\"correlation\":3"));

    assertThat(signature.collective()).isEqualTo(Collective.UNKNOWN);
    assertThat(signature.dataType()).isEqualTo(DataType.UNKNOWN);
    assertThat(signature.elements()).isEqualTo(CallSignature.UNKNOWN_ELEMENTS);
    assertThat(CallFlag.METADATA_MISSING.in(signature.flags())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "send, SEND, 4096, 3",
    "recv, RECV, 8192, 3",
    "all_to_all, ALL_TO_ALL, 4096, -1",
    "gather, GATHER, 4096, -1",
    "coalesced, COALESCED, 4096, -1"
  })
  void metadataTellsWhatSendRecvCarries(String name, Collective collective, long elements, int peer)
      throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .kernel(SEND_RECV, "\"External id\":7")
                .hostRecord(7, name, SIZE + ",\"Rank\":1"));

    assertThat(signature.collective()).isEqualTo(collective);
    assertThat(signature.elements()).isEqualTo(elements);
    assertThat(signature.peer()).isEqualTo(peer);
  }

  @Test
  void globalPeerOfNewerTracesWins() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .kernel(SEND_RECV, "\"External id\":7")
                .hostRecord(7, "send", SIZE + ",\"Rank\":0,\"Dst Rank\":3,\"Src Rank\":9"));

    assertThat(signature.peer()).isEqualTo(3);
  }

  /** Groups may list their ranks in any order; a peer is an index into that order. */
  @Test
  void peerIsAnIndexIntoTheGroupsOwnOrder() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .kernel(SEND_RECV, "\"External id\":7")
                .hostRecord(7, "send", SIZE.replace("[2, 3]", "[3, 2]") + ",\"Rank\":0"));

    assertThat(signature.peer()).isEqualTo(3);
    assertThat(signature.communicator().ranks()).containsExactly(2, 3);
  }

  @Test
  void truncatedRanksComeFromTheConfiguration() throws Exception {
    TraceText trace =
        new TraceText()
            .before(
                "distributedInfo",
                TraceText.distributedInfo(0, 4, TraceText.group("5", 4, "[0,1,2,3]")))
            .kernel(ALL_REDUCE, "\"External id\":7")
            .hostRecord(7, "allreduce", SIZE.replace("[2, 3]", "[0, 1, ...]"));

    assertThat(only(trace).communicator()).isEqualTo(new Communicator("5", 4, List.of(0, 1, 2, 3)));
  }

  @Test
  void truncatedRanksOfRegularGroupFollowItsStride() throws Exception {
    String regular =
        SIZE.replace("[2, 3]", "[1, ...]").replace("\"Group size\":2", "\"Group size\":3")
            + ",\"Global rank start\":1,\"Global rank stride\":4";
    CallSignature signature =
        only(
            TraceText.of(1, 16)
                .kernel(ALL_REDUCE, "\"External id\":7")
                .hostRecord(7, "allreduce", regular));

    assertThat(signature.communicator()).isEqualTo(new Communicator("5", 3, List.of(1, 5, 9)));
  }

  @Test
  void groupWithoutRanksKeepsItsSize() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(1, 16)
                .kernel(ALL_REDUCE, "\"External id\":7")
                .hostRecord(7, "allreduce", SIZE.replace("[2, 3]", "[1, ...]")));

    assertThat(signature.communicator()).isEqualTo(new Communicator("5", 2, List.of()));
  }

  @Test
  void waitingAndPreparingAreNoCalls() throws Exception {
    RankTrace trace =
        read(
            TraceText.of(0, 2)
                .hostRecord(7, "wait", SIZE)
                .kernel("void deep_ep::intranode::notify_dispatch<8>(int)", "\"External id\":7")
                .kernel(
                    "void at::native::vectorized_elementwise_kernel<4>()", "\"External id\":9"));

    assertThat(trace.calls().size()).isZero();
    assertThat(trace.rejected()).isEmpty();
  }

  @Test
  void waitDescribesNoKernel() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(0, 4).hostRecord(7, "wait", SIZE).kernel(ALL_REDUCE, "\"External id\":7"));

    assertThat(signature.elements()).isEqualTo(CallSignature.UNKNOWN_ELEMENTS);
  }

  @Test
  void flagsFusedKernelsAndGraphReplays() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(0, 2)
                .event("cuda_runtime", "cudaGraphLaunch", "1", "1", "\"correlation\":90")
                .kernel(
                    "void flashinfer::trtllm_allreduce_fusion::allreduce_fusion_kernel_oneshot_lamport<x>()",
                    "\"correlation\":90"));

    assertThat(signature.transport()).isEqualTo(Transport.FLASHINFER);
    assertThat(CallFlag.FUSED_COMPUTE.in(signature.flags())).isTrue();
    assertThat(CallFlag.GRAPH_REPLAY.in(signature.flags())).isTrue();
  }

  @Test
  void sequenceOfNewerTracesIsKept() throws Exception {
    RankTrace trace =
        read(
            TraceText.of(2, 4)
                .kernel(ALL_REDUCE, "\"External id\":7")
                .hostRecord(7, "allreduce", SIZE + ",\"Seq\":41"));

    assertThat(trace.calls().sequence(0)).isEqualTo(41);
  }

  @Test
  void kernelsOfAmdGpusAreRccls() throws Exception {
    CallSignature signature =
        only(
            TraceText.of(2, 4)
                .after("hip_runtime_version", "70253211")
                .kernel("ncclDevKernel_Generic(args)", "\"External id\":7")
                .hostRecord(7, "broadcast", SIZE));

    assertThat(signature.transport()).isEqualTo(Transport.RCCL);
    assertThat(signature.collective()).isEqualTo(Collective.BROADCAST);
  }

  @Test
  void hostRecordsWithoutAKernelAreNamedAndNotCalls() throws Exception {
    TraceText hostOnly =
        TraceText.of(2, 4)
            .hostRecord(7, "allreduce", SIZE)
            .hostRecord(8, "wait", SIZE)
            .hostRecord(9, "broadcast", SIZE);
    RankTrace trace = read(hostOnly);

    assertThat(trace.calls().size()).isZero();
    assertThat(trace.remarks())
        .singleElement()
        .asString()
        .startsWith("2 host records of collective calls and no communication kernel");
    assertThat(read(hostOnly.kernel(ALL_REDUCE, "\"External id\":7")).remarks()).isEmpty();
    assertThat(read(TraceText.of(2, 4)).remarks()).isEmpty();
  }

  private RankTrace read(TraceText trace) throws Exception {
    Path file = trace.writeTo(folder.resolve("rank0.json"));
    return Kineto.read(file);
  }

  private CallSignature only(TraceText text) throws Exception {
    RankTrace trace = read(text);
    assertThat(trace.calls().size()).isOne();
    return trace.signatures().get(0);
  }
}
