package dev.ringside.bench.measure;

import dev.ringside.core.batch.CallColumns;
import java.util.HashMap;
import java.util.Map;

/**
 * Shannon entropy of what no encoding can leave out: the gap before a call and its duration, each
 * in ticks of the clock, taken as independent: {@code H = −Σ p log₂ p}.
 */
public final class TimingNoise {

  private final int tickNs;
  private final Map<Long, Long> gaps = new HashMap<>();
  private final Map<Long, Long> durations = new HashMap<>();

  public TimingNoise(int tickNs) {
    this.tickNs = tickNs;
  }

  /** Adds calls of one rank; the gap before the first is not known and not counted. */
  public void add(CallColumns calls) {
    for (int row = 0; row < calls.size(); row++) {
      durations.merge(calls.durationNs(row) / tickNs, 1L, Long::sum);
      if (row > 0) {
        gaps.merge((calls.startNs(row) - calls.endNs(row - 1)) / tickNs, 1L, Long::sum);
      }
    }
  }

  /** Bits a call. */
  public double bits() {
    return entropy(gaps) + entropy(durations);
  }

  private static double entropy(Map<Long, Long> counts) {
    double sum = counts.values().stream().mapToLong(Long::longValue).sum();
    return counts.values().stream()
        .mapToDouble(count -> -count / sum * (Math.log(count / sum) / Math.log(2)))
        .sum();
  }
}
