package dev.ringside.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTableTest {

  private static final Communicator PAIR = new Communicator("tp", 2, List.of(0, 1));

  @Test
  void idsCountUpInTheOrderOfFirstUse() {
    SignatureTable table = new SignatureTable();
    assertThat(table.idOf(allReduce(512))).isZero();
    assertThat(table.idOf(allReduce(8))).isEqualTo(1);
    assertThat(table.idOf(allReduce(512))).isZero();
    assertThat(table.idOf(allReduce(9))).isEqualTo(2);
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.get(1)).isEqualTo(allReduce(8));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> table.get(3));
  }

  @Test
  void aSignatureRefusesNumbersThatMeanNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> allReduce(-2));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new CallSignature(
                    PAIR,
                    Collective.SEND,
                    DataType.BFLOAT16,
                    1,
                    Transport.NCCL,
                    TimingQuality.GPU_NS,
                    -2,
                    0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CollectiveCall(0, allReduce(1), 0, 0, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CollectiveCall(-1, allReduce(1), 0, 0, 0));
  }

  @Test
  void aSizeNeedsElementsAndType() {
    assertThat(allReduce(1).hasSize()).isTrue();
    assertThat(allReduce(CallSignature.UNKNOWN_ELEMENTS).hasSize()).isFalse();
  }

  @Test
  void aCommunicatorKeepsItsRanksInOrderAndItsSizeTrue() {
    Communicator group = new Communicator("", 3, List.of(4, 0, 2));
    assertThat(group.ranks()).containsExactly(0, 2, 4);
    assertThat(group.hasRanks()).isTrue();
    assertThat(Communicator.UNKNOWN.hasRanks()).isFalse();
    assertThat(new Communicator("x", 8, List.of()).hasRanks()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Communicator("x", 3, List.of(0, 1)))
        .withMessageContaining("\"x\" of 3 ranks lists 2");
    assertThatIllegalArgumentException().isThrownBy(() -> new Communicator("", -1, List.of()));
  }

  @Test
  void flagsAreASetOfBits() {
    int flags = CallFlag.SAMPLED.bit() | CallFlag.GRAPH_REPLAY.bit();
    assertThat(CallFlag.SAMPLED.in(flags)).isTrue();
    assertThat(CallFlag.GRAPH_REPLAY.in(flags)).isTrue();
    assertThat(CallFlag.METADATA_MISSING.in(flags)).isFalse();
    assertThat(CallFlag.FUSED_COMPUTE.in(0)).isFalse();
  }

  private static CallSignature allReduce(long elements) {
    return new CallSignature(
        PAIR,
        Collective.ALL_REDUCE,
        DataType.BFLOAT16,
        elements,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        CallSignature.NO_PEER,
        0);
  }
}
