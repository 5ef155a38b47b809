package dev.ringside.exporter.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.exporter.series.WindowFigures.Range;
import dev.ringside.exporter.series.WindowFigures.Volume;
import java.util.OptionalLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WindowFiguresTest {

  private static final Offset<Double> ONE_BYTE_PER_SECOND = Offset.offset(1.0);

  @Test
  void aSilentRankShowsInTheRatio() {
    assertThat(calls(0, 64, 64).callsRatio()).hasValue(0);
  }

  @Test
  void aRankWithTooManyCallsShowsInTheRatio() {
    assertThat(calls(64, 96, 64).callsRatio()).hasValue(1.5);
  }

  @Test
  void withoutAModelOrAnExpectationThereIsNoRatio() {
    assertThat(calls(5, 5).callsRatio()).isEmpty();
    assertThat(calls(5, 5, 0).callsRatio()).isEmpty();
    assertThat(calls(5, 5).plus(calls(5, 5, 5)).callsRatio()).isEmpty();
  }

  @Test
  void bandwidthsOfSeveralRowsAreWeightedByTime() {
    WindowFigures fast = moved(4_000, 6_000, 1_000);
    WindowFigures slow = moved(1_000, 1_500, 4_000);

    WindowFigures both = fast.plus(slow);

    assertThat(both.algorithmBandwidth().orElseThrow()).isCloseTo(1e9, ONE_BYTE_PER_SECOND);
    assertThat(both.busBandwidth().orElseThrow()).isCloseTo(1.5e9, ONE_BYTE_PER_SECOND);
  }

  @Test
  void withoutMeasuredTimeThereIsNoBandwidth() {
    assertThat(moved(4_000, 6_000, 0).busBandwidth()).isEmpty();
  }

  private static WindowFigures calls(long fewest, long most, long expected) {
    return new WindowFigures(
        new Range(fewest, most), OptionalLong.of(expected), new Volume(0, 0, 0));
  }

  private static WindowFigures calls(long fewest, long most) {
    return new WindowFigures(new Range(fewest, most), OptionalLong.empty(), new Volume(0, 0, 0));
  }

  private static WindowFigures moved(long bytes, double busBytes, long durationNs) {
    return new WindowFigures(
        new Range(1, 1), OptionalLong.of(1), new Volume(bytes, busBytes, durationNs));
  }
}
