package dev.ringside.exporter.series;

import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sums of running totals that share a label. */
final class Totals {

  /** More reasons than a well-behaved agent has; what is beyond is summed as {@code other}. */
  static final int MOST_REASONS = 16;

  private Totals() {}

  /** Both together under the key of the first; checked only if both were. */
  static SeriesTotal sum(SeriesTotal one, SeriesTotal two) {
    ExponentialHistogram durations = one.durations().copy();
    durations.merge(two.durations());
    return new SeriesTotal(
        one.key(),
        one.calls() + two.calls(),
        one.bytes() + two.bytes(),
        one.wireBytes() + two.wireBytes(),
        one.durationNs() + two.durationNs(),
        durations,
        one.checked() && two.checked(),
        one.expectedCalls() + two.expectedCalls(),
        one.expectedBytes() + two.expectedBytes(),
        one.expectedWireBytes() + two.expectedWireBytes());
  }

  /** One total for each collective and transport. */
  static List<TransportTotal> merged(List<TransportTotal> totals) {
    SortedMap<String, TransportTotal> sums = new TreeMap<>();
    for (TransportTotal total : totals) {
      sums.merge(
          total.collective() + " " + total.transport(),
          total,
          (one, two) ->
              new TransportTotal(one.collective(), one.transport(), one.calls() + two.calls()));
    }
    return List.copyOf(sums.values());
  }

  /** At most {@link #MOST_REASONS} reasons: agents choose them, so they are not trusted. */
  static SortedMap<String, Long> bounded(SortedMap<String, Long> rejected) {
    SortedMap<String, Long> kept = new TreeMap<>();
    for (Map.Entry<String, Long> entry : rejected.entrySet()) {
      boolean room = kept.size() < MOST_REASONS - 1 || kept.containsKey(entry.getKey());
      kept.merge(room ? entry.getKey() : SeriesLabels.OTHER, entry.getValue(), Long::sum);
    }
    return Collections.unmodifiableSortedMap(kept);
  }
}
