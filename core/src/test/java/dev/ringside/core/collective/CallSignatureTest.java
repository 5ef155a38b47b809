package dev.ringside.core.collective;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallSignatureTest {

  private static CallSignature bytes(long bytes, int flags) {
    return new CallSignature(
        Communicator.UNKNOWN,
        Collective.ALL_REDUCE,
        DataType.BYTE,
        bytes,
        Transport.NCCL,
        TimingQuality.DUMP_TIME,
        CallSignature.NO_PEER,
        flags);
  }

  @Test
  void bytesOfAnUnknownTypeBecomeElements() {
    CallSignature counted =
        bytes(8192, CallFlag.BYTES_ONLY.bit() | CallFlag.SAMPLED.bit())
            .inElementsOf(DataType.BFLOAT16);

    assertThat(counted.elements()).isEqualTo(4096);
    assertThat(counted.dataType()).isEqualTo(DataType.BFLOAT16);
    assertThat(counted.flags()).isEqualTo(CallFlag.SAMPLED.bit());
  }

  @Test
  void bytesThatAreNoWholeElementsStayBytes() {
    CallSignature odd = bytes(8191, CallFlag.BYTES_ONLY.bit());

    assertThat(odd.inElementsOf(DataType.BFLOAT16)).isSameAs(odd);
    assertThat(odd.inElementsOf(DataType.UNKNOWN)).isSameAs(odd);
  }

  @Test
  void bytesThatTheSourceCallsBytesStayBytes() {
    CallSignature unsigned = bytes(8192, CallFlag.SAMPLED.bit());

    assertThat(unsigned.inElementsOf(DataType.BFLOAT16)).isSameAs(unsigned);
  }
}
