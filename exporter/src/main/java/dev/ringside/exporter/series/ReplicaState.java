package dev.ringside.exporter.series;

import dev.ringside.core.account.Account;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest of one replica: running totals from whichever report has come furthest, gauges from
 * the last window.
 *
 * @param series the totals by key, in a fixed order
 */
record ReplicaState(
    ReplicaLabels labels,
    RunningTotals totals,
    SortedMap<SeriesKey, SeriesTotal> series,
    Optional<LastWindow> window) {

  private static final Comparator<SeriesKey> KEY_ORDER =
      Comparator.comparing(SeriesKey::parallelism)
          .thenComparingInt(SeriesKey::stage)
          .thenComparing(SeriesKey::phase)
          .thenComparing(SeriesKey::collective)
          .thenComparing(SeriesKey::dataType)
          .thenComparingInt(SeriesKey::sizeClass);

  private static final Comparator<Account> PROGRESS =
      Comparator.comparingLong((Account account) -> account.observed())
          .thenComparingLong(
              account ->
                  account.windowed()
                      + account.incomplete()
                      + account.late()
                      + account.duplicate()
                      + account.rejectedCalls());

  static ReplicaState of(WindowReport report, long reportedMs) {
    SortedMap<SeriesKey, SeriesTotal> series = new TreeMap<>(KEY_ORDER);
    for (SeriesTotal total : report.totals().series()) {
      series.merge(bounded(total.key()), total, Totals::sum);
    }
    return new ReplicaState(
        ReplicaLabels.of(report),
        report.totals(),
        Collections.unmodifiableSortedMap(series),
        report.scope() == WindowReport.Scope.WINDOW
            ? Optional.of(LastWindow.of(report, reportedMs))
            : Optional.empty());
  }

  /** Nonsense from the wire becomes unknown: one impossible label would spoil the whole page. */
  private static SeriesKey bounded(SeriesKey key) {
    return new SeriesKey(
        key.parallelism(),
        Math.max(key.stage(), -1),
        key.phase(),
        key.collective(),
        key.dataType(),
        key.sizeClass() >= Long.SIZE ? SeriesKey.UNKNOWN_SIZE : Math.max(key.sizeClass(), -1));
  }

  /** This state after {@code next} came: totals only ever move forward, windows follow arrival. */
  ReplicaState then(ReplicaState next) {
    ReplicaState further = isBehind(next) ? next : this;
    return new ReplicaState(
        further.labels, further.totals, further.series, next.window.or(() -> window));
  }

  /** True if the totals of {@code next} have come as far as these, or further. */
  boolean isBehind(ReplicaState next) {
    return PROGRESS.compare(totals.account(), next.totals.account()) <= 0;
  }
}
