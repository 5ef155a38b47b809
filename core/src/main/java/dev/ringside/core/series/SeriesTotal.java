package dev.ringside.core.series;

import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.Optional;

/**
 * Totals of one series since the deployment was first seen, summed over the ranks of the stage.
 * They never fall, so that an exporter that restarts resumes every counter exactly.
 *
 * @param expected what the model says there must be; absent, not 0, if there was no model to ask
 */
public record SeriesTotal(
    SeriesKey key, Traffic observed, Timing timing, Optional<Traffic> expected) {

  public long calls() {
    return observed.calls();
  }

  public ExponentialHistogram durations() {
    return timing.durations();
  }

  /** Both together under this one's key; without an expectation unless both have one. */
  public SeriesTotal plus(SeriesTotal other) {
    return new SeriesTotal(
        key,
        observed.plus(other.observed),
        timing.plus(other.timing),
        expected.flatMap(mine -> other.expected.map(mine::plus)));
  }
}
