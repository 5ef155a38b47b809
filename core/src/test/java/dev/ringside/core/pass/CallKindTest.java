package dev.ringside.core.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallKindTest {

  @ParameterizedTest
  @CsvSource({
    "ALL_REDUCE, 524288, BFLOAT16, 2, 1048576",
    "ALL_REDUCE, 524288, BFLOAT16, 0, 1048576",
    "ALL_GATHER, 64128, BFLOAT16, 2, 256512",
    "GATHER, 32064, BFLOAT16, 4, 256512",
    "ALL_GATHER, 64128, BFLOAT16, 0, -1",
    "SEND, 262144, BFLOAT16, 2, 524288",
    "SEND, -1, BFLOAT16, 2, -1",
    "SEND, 262144, UNKNOWN, 2, -1",
    "BROADCAST, 0, LONG, 2, 0"
  })
  void messageBytes(Collective collective, long elements, DataType type, int group, long expected) {
    CallKind kind = new CallKind(Parallelism.TP, collective, elements, type, Transport.NCCL, group);
    assertThat(kind.messageBytes()).isEqualTo(expected);
  }
}
