package dev.ringside.core.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeriesTotalTest {

  private static final SeriesKey KEY = key(Parallelism.TP, 0, 13);

  @Test
  void sumsCallsBytesAndDurationsAndLeavesBothPartsAsTheyWere() {
    SeriesTotal one = total(2, Optional.of(new Traffic(3, 30, 33)));
    SeriesTotal two = total(5, Optional.of(new Traffic(7, 70, 77)));

    SeriesTotal sum = one.plus(two);

    assertThat(sum.key()).isEqualTo(KEY);
    assertThat(sum.observed()).isEqualTo(new Traffic(7, 70, 77));
    assertThat(sum.timing().sumNs()).isEqualTo(7_000);
    assertThat(sum.durations().count()).isEqualTo(7);
    assertThat(sum.expected()).hasValue(new Traffic(10, 100, 110));
    assertThat(one.durations().count()).isEqualTo(2);
    assertThat(two.durations().count()).isEqualTo(5);
  }

  @Test
  void anExpectationOfOnePartOnlyIsNoneOfTheSum() {
    SeriesTotal checked = total(2, Optional.of(Traffic.NONE));
    SeriesTotal unchecked = total(2, Optional.empty());

    assertThat(checked.plus(unchecked).expected()).isEmpty();
    assertThat(unchecked.plus(checked).expected()).isEmpty();
  }

  @Test
  void keysAreInTheOrderOfAReport() {
    SeriesKey data = key(Parallelism.DP, 0, 13);
    SeriesKey small = key(Parallelism.TP, 0, 12);
    SeriesKey later = key(Parallelism.TP, 1, 3);

    assertThat(List.of(later, data, KEY, small).stream().sorted())
        .containsExactly(small, KEY, data, later);
  }

  @Test
  void thereIsNoRateWithoutTime() {
    assertThat(Timing.perSecond(5, 0)).isEmpty();
    assertThat(Timing.perSecond(5, 500_000_000)).hasValue(10);
  }

  private static SeriesKey key(Parallelism parallelism, int stage, int sizeClass) {
    return new SeriesKey(
        parallelism, stage, Phase.DECODE, Collective.ALL_REDUCE, DataType.BFLOAT16, sizeClass);
  }

  private static SeriesTotal total(long calls, Optional<Traffic> expected) {
    ExponentialHistogram durations = new ExponentialHistogram();
    durations.record(1_000, calls);
    return new SeriesTotal(
        KEY,
        new Traffic(calls, calls * 10, calls * 11),
        new Timing(calls * 1_000, durations),
        expected);
  }
}
