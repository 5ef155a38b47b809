package dev.ringside.exporter.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationBucketsTest {

  private static final double BUCKET_WIDTH = Math.pow(2, 1 / 32.0);

  @Test
  void boundsAreOneTwoFiveFromAMicrosecondToTenSeconds() {
    assertThat(DurationBuckets.LABELS)
        .hasSize(23)
        .startsWith("1e-06", "2e-06", "5e-06", "1e-05")
        .endsWith("5.0", "10.0", "+Inf");
  }

  @Test
  void zeroIsInTheFirstClassAndWhatIsTooLongInTheLast() {
    ExponentialHistogram durations = new ExponentialHistogram();
    durations.record(0, 3);
    durations.record(60_000_000_000L, 2);

    long[] counts = DurationBuckets.cumulative(durations);

    assertThat(counts[0]).isEqualTo(3);
    assertThat(counts[21]).isEqualTo(3);
    assertThat(counts[22]).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyCountLiesBetweenThoseAtTheBoundAndTwoPointTwoPercentBelow(long seed) {
    Random random = new Random(seed);
    long[] values =
        random.doubles(5000, 5, 25).mapToLong(log -> (long) Math.exp(log)).sorted().toArray();
    ExponentialHistogram durations = new ExponentialHistogram();
    for (long value : values) {
      durations.record(value);
    }

    long[] counts = DurationBuckets.cumulative(durations);

    for (int i = 0; i < counts.length - 1; i++) {
      double bound = Double.parseDouble(DurationBuckets.LABELS.get(i)) * 1e9;
      assertThat(counts[i]).isBetween(atMost(values, bound / BUCKET_WIDTH), atMost(values, bound));
      assertThat(counts[i]).isEqualTo(countAtMost(durations, Math.rint(bound)));
    }
    assertThat(counts[counts.length - 1]).isEqualTo(values.length);
  }

  private static long countAtMost(ExponentialHistogram durations, double bound) {
    long[] sum = {durations.zeroCount()};
    durations.forEachBucket(
        (index, count) -> sum[0] += durations.upperBound(index) <= bound ? count : 0);
    return sum[0];
  }

  private static long atMost(long[] values, double bound) {
    long count = 0;
    for (long value : values) {
      if (value <= bound) {
        count++;
      }
    }
    return count;
  }
}
