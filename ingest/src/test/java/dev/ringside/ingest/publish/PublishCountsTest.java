package dev.ringside.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.ingest.publish.PublishCounts.Amount;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishCountsTest {

  private static final Map<DropReason, Amount> DROPPED =
      Map.of(DropReason.QUEUE_FULL, new Amount(2, 20), DropReason.SHUTDOWN, new Amount(1, 5));

  @Test
  void theSumOfThePartsIsWhatWasOffered() {
    assertThat(counts(new Amount(7, 65)).balances()).isTrue();
    assertThat(counts(new Amount(8, 65)).balances()).isFalse();
    assertThat(counts(new Amount(7, 64)).balances()).isFalse();
  }

  @Test
  void aReasonThatDidNotOccurIsNone() {
    assertThat(counts(Amount.NONE).dropped(DropReason.TOO_LARGE)).isEqualTo(Amount.NONE);
    assertThat(counts(Amount.NONE).dropped(DropReason.SHUTDOWN)).isEqualTo(new Amount(1, 5));
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonIsAWordForALabel(DropReason reason) {
    assertThat(reason.label()).matches("[a-z]+(_[a-z]+)*");
  }

  private static PublishCounts counts(Amount offered) {
    return new PublishCounts(offered, new Amount(3, 30), new Amount(1, 10), DROPPED);
  }
}
