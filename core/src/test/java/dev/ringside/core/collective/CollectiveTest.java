package dev.ringside.core.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Message sizes and factors as nccl-tests' doc/PERFORMANCE.md and GetBw functions define them. */
class CollectiveTest {

  @ParameterizedTest
  @CsvSource({
    "ALL_REDUCE, 4096, 8, 4096",
    "ALL_GATHER, 64128, 2, 128256",
    "GATHER, 32064, 4, 128256",
    "REDUCE_SCATTER, 4096, 4, 4096",
    "BROADCAST, 16, 4, 16",
    "REDUCE, 16, 4, 16",
    "ALL_TO_ALL, 1024, 4, 1024",
    "SCATTER, 1024, 4, 1024",
    "SEND, 262144, 2, 262144",
    "RECV, 262144, 2, 262144"
  })
  void messageElements(Collective collective, long sendElements, int ranks, long expected) {
    assertThat(collective.messageElements(sendElements, ranks)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ALL_REDUCE, 1, 0",
    "ALL_REDUCE, 2, 1",
    "ALL_REDUCE, 4, 1.5",
    "ALL_REDUCE, 8, 1.75",
    "ALL_GATHER, 2, 0.5",
    "ALL_GATHER, 8, 0.875",
    "REDUCE_SCATTER, 8, 0.875",
    "ALL_TO_ALL, 4, 0.75",
    "GATHER, 4, 0.75",
    "SCATTER, 4, 0.75",
    "BROADCAST, 4, 1",
    "REDUCE, 4, 1",
    "SEND, 2, 1",
    "RECV, 2, 1",
    "BARRIER, 4, 1",
    "COALESCED, 4, 1",
    "UNKNOWN, 4, 1"
  })
  void wireFactor(Collective collective, int ranks, double expected) {
    assertThat(collective.wireFactor(ranks).asDouble()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Collective.class)
  void noCollectiveHasAFactorForAnEmptyGroup(Collective collective) {
    assertThatIllegalArgumentException().isThrownBy(() -> collective.wireFactor(0));
    assertThatIllegalArgumentException().isThrownBy(() -> collective.wireFactor(-1));
  }

  @ParameterizedTest
  @EnumSource(Collective.class)
  void onlySendAndRecvArePointToPoint(Collective collective) {
    assertThat(collective.isPointToPoint())
        .isEqualTo(collective == Collective.SEND || collective == Collective.RECV);
  }

  @Test
  void aMessageBeyondLongsIsAnError() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Collective.ALL_GATHER.messageElements(Long.MAX_VALUE / 2, 3));
  }
}
