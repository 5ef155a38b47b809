package dev.ringside.core.series;

import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.OptionalDouble;

/**
 * How long calls took, nanoseconds.
 *
 * @param sumNs total duration, of the ranks that the owner of this names
 * @param durations every call of all ranks; shared with the owner, so copy it before changing it
 */
public record Timing(long sumNs, ExponentialHistogram durations) {

  private static final double NS_PER_SECOND = 1e9;

  /** Both together, with a histogram of its own. */
  public Timing plus(Timing other) {
    ExponentialHistogram both = durations.copy();
    both.merge(other.durations);
    return new Timing(sumNs + other.sumNs, both);
  }

  /** The rate at which {@code amount} moved in {@code ns}; absent if no time was measured. */
  public static OptionalDouble perSecond(double amount, long ns) {
    return ns > 0 ? OptionalDouble.of(amount / (ns / NS_PER_SECOND)) : OptionalDouble.empty();
  }
}
