package dev.ringside.exporter.replica;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
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
 * @param series the totals by key, in order
 * @param told what the engine itself tells of its passes, in all
 */
public record ReplicaState(
    ReplicaLabels labels,
    RunningTotals totals,
    SortedMap<SeriesKey, SeriesTotal> series,
    Optional<LastWindow> window,
    Optional<EnginePasses> told) {

  private static final Comparator<Account> PROGRESS =
      Comparator.comparingLong((Account account) -> account.observed())
          .thenComparingLong(
              account ->
                  account.windowed()
                      + account.incomplete()
                      + account.late()
                      + account.duplicate()
                      + account.rejectedCalls());

  public static ReplicaState of(WindowReport report, long reportedMs) {
    SortedMap<SeriesKey, SeriesTotal> series = new TreeMap<>();
    for (SeriesTotal total : report.totals().series()) {
      series.merge(bounded(total.key()), total, SeriesTotal::plus);
    }
    return new ReplicaState(
        ReplicaLabels.of(report),
        report.totals(),
        Collections.unmodifiableSortedMap(series),
        report.scope() == WindowReport.Scope.WINDOW
            ? Optional.of(LastWindow.of(report, reportedMs))
            : Optional.empty(),
        report.told().map(EngineAccount::total));
  }

  /** What cannot be becomes unknown: one impossible label would spoil the whole page. */
  private static SeriesKey bounded(SeriesKey key) {
    return new SeriesKey(
        key.parallelism(),
        Math.max(key.stage(), -1),
        key.phase(),
        key.collective(),
        key.dataType(),
        key.sizeClass() >= Long.SIZE ? SeriesKey.UNKNOWN_SIZE : Math.max(key.sizeClass(), -1));
  }

  /**
   * This state after {@code next} came: totals only ever move forward, windows follow arrival. The
   * report of a run comes after its last window.
   */
  public ReplicaState then(ReplicaState next) {
    ReplicaState further = isBehind(next) ? next : this;
    return new ReplicaState(
        further.labels,
        further.totals,
        further.series,
        next.window.or(() -> window.map(LastWindow::ended)),
        further.told.or(() -> told).or(next::told));
  }

  /** As it is shown at {@code nowMs}, milliseconds since 1970. */
  public ReplicaState at(long nowMs) {
    return new ReplicaState(labels, totals, series, window.map(last -> last.at(nowMs)), told);
  }

  /** True if the totals of {@code next} have come as far as these, or further. */
  public boolean isBehind(ReplicaState next) {
    return PROGRESS.compare(totals.account(), next.totals.account()) <= 0;
  }
}
