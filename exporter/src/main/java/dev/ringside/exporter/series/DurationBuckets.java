package dev.ringside.exporter.series;

import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.Arrays;
import java.util.List;

/**
 * The classic histogram of collective durations: bounds 1, 2, 5 × 10ⁿ from 1 µs to 10 s.
 *
 * <p>Law: the count at a bound is the number of values in those exponential buckets that end at or
 * below it; a bucket that reaches over the bound goes to the next class. So no value is ever
 * counted below its own bound, counts are integers and never fall, {@code +Inf} and the sum are
 * exact, and a bound acts as if it lay up to 2.2 % lower (1 − 2^(−1/32) at scale 5; 2^(1/2^scale)
 * in general).
 *
 * <p>Cost: one pass over the filled buckets.
 */
public final class DurationBuckets {

  /** The {@code le} labels in OpenMetrics' canonical form, the last being {@code +Inf}. */
  public static final List<String> LABELS =
      List.of(
          "1e-06", "2e-06", "5e-06", "1e-05", "2e-05", "5e-05", "0.0001", "0.0002", "0.0005",
          "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1.0", "2.0",
          "5.0", "10.0", "+Inf");

  private static final double NS_PER_SECOND = 1e9;
  private static final double[] BOUNDS_NS =
      LABELS.stream()
          .limit(LABELS.size() - 1L)
          .mapToDouble(label -> Math.rint(Double.parseDouble(label) * NS_PER_SECOND))
          .toArray();

  private DurationBuckets() {}

  /** Counts at most each bound, ascending, as many as there are {@link #LABELS}. */
  public static long[] cumulative(ExponentialHistogram durations) {
    long[] counts = new long[LABELS.size()];
    counts[0] = durations.zeroCount();
    durations.forEachBucket(
        (index, count) -> counts[classOf(durations.upperBound(index))] += count);
    Arrays.parallelPrefix(counts, Long::sum);
    return counts;
  }

  private static int classOf(double upperBoundNs) {
    int found = Arrays.binarySearch(BOUNDS_NS, upperBoundNs);
    return found >= 0 ? found : -found - 1;
  }
}
