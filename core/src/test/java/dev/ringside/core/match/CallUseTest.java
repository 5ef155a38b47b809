package dev.ringside.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.CommGroup;
import dev.ringside.core.parallelism.ParallelLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallUseTest {

  @ParameterizedTest
  @CsvSource({
    "NCCL, ALL_REDUCE, GPU_NS, 0, 64, 2, TIMED",
    "GLOO, ALL_GATHER, CPU_US, 0, 64, 2, TIMED",
    "UNKNOWN, ALL_REDUCE, GPU_NS, 0, 64, 2, NO_TRANSFER",
    "NCCL, BARRIER, GPU_NS, 0, 64, 2, NO_TRANSFER",
    "NCCL, COALESCED, GPU_NS, 0, 64, 2, NO_TRANSFER",
    "NCCL, ALL_REDUCE, GPU_NS, 0, 64, 1, NO_TRANSFER",
    "NCCL, ALL_REDUCE, DUMP_TIME, 0, 64, 2, NO_DURATION",
    "NCCL, ALL_REDUCE, ENQUEUE_ONLY, 0, 64, 2, NO_DURATION",
    "NCCL, ALL_REDUCE, GPU_NS, 1, 64, 2, FUSED_COMPUTE",
    "NCCL, ALL_REDUCE, GPU_NS, 0, 64, 0, GROUP_UNKNOWN",
    "NCCL, ALL_REDUCE, GPU_NS, 0, -1, 2, SIZE_UNKNOWN",
    "NCCL, ALL_GATHER, GPU_NS, 0, 9223372036854775807, 2, SIZE_UNKNOWN"
  })
  void saysWhatACallIsGoodFor(
      Transport transport,
      Collective collective,
      TimingQuality timing,
      int fused,
      long elements,
      int ranks,
      CallUse use) {
    CommGroup group = new CommGroup(ranks, IntStream.range(0, ranks).boxed().toList());
    int flags = fused * CallFlag.FUSED_COMPUTE.bit();

    assertThat(CallUse.of(signature(transport, collective, timing, flags, elements, -1), group))
        .isEqualTo(use);
  }

  @Test
  void aSendAndItsReceiveShareAKey() {
    CallSignature send = pair(Collective.SEND, 3);
    CallSignature receive = pair(Collective.RECV, 1);
    CommGroup ofSend = CommGroup.of(send, 1, Optional.empty(), List.of());
    CommGroup ofReceive = CommGroup.of(receive, 3, Optional.empty(), List.of());

    assertThat(ofSend.ranks()).containsExactly(1, 3);
    assertThat(MatchKey.of(send, ofSend)).isEqualTo(MatchKey.of(receive, ofReceive));
    assertThat(MatchKey.of(send, ofSend).isPair()).isTrue();
  }

  @Test
  void aReceiveFromAnUnknownRankIsNoPair() {
    CallSignature receive = pair(Collective.RECV, CallSignature.NO_PEER);
    CommGroup group = CommGroup.of(receive, 3, Optional.empty(), List.of());

    assertThat(MatchKey.of(receive, group).collective()).isEqualTo(Collective.RECV);
    assertThat(MatchKey.of(receive, group).isPair()).isFalse();
  }

  /** Without a peer, stages of a layout send to the next and receive from the one before. */
  @Test
  void aLayoutKnowsThePeer() {
    Optional<ParallelLayout> layout = Optional.of(new ParallelLayout(2, 2, 1));
    CallSignature send = pair(Collective.SEND, CallSignature.NO_PEER);
    CallSignature receive = pair(Collective.RECV, CallSignature.NO_PEER);

    assertThat(CommGroup.of(send, 1, layout, List.of()).ranks()).containsExactly(1, 3);
    assertThat(CommGroup.of(receive, 3, layout, List.of()).ranks()).containsExactly(1, 3);
    assertThat(CommGroup.of(send, 3, layout, List.of()).ranks()).isEmpty();
  }

  private static CallSignature pair(Collective collective, int peer) {
    return signature(Transport.NCCL, collective, TimingQuality.GPU_NS, 0, 64, peer);
  }

  private static CallSignature signature(
      Transport transport,
      Collective collective,
      TimingQuality timing,
      int flags,
      long elements,
      int peer) {
    return new CallSignature(
        Communicator.UNKNOWN,
        collective,
        DataType.BFLOAT16,
        elements,
        transport,
        timing,
        peer,
        flags);
  }
}
