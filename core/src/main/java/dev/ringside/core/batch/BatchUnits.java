package dev.ringside.core.batch;

import dev.ringside.core.bound.Bound;
import java.util.Set;

/**
 * How a batch tells time.
 *
 * @param clock which clock the times are from, in the source's words
 * @param startNs resolution of starts: 1, 100 or 1000 ns
 * @param durationNs resolution of durations: 1, 100 or 1000 ns
 */
public record BatchUnits(String clock, int startNs, int durationNs) {

  private static final Set<Integer> ALLOWED_NS = Set.of(1, 100, 1000);

  public BatchUnits {
    Bound.NAME_BYTES.require(clock, "clock");
    BatchHeader.require(ALLOWED_NS.contains(startNs), "start unit", startNs);
    BatchHeader.require(ALLOWED_NS.contains(durationNs), "duration unit", durationNs);
  }

  public BatchUnits withClock(String other) {
    return new BatchUnits(other, startNs, durationNs);
  }
}
