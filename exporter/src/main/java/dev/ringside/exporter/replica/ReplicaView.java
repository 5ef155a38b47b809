package dev.ringside.exporter.replica;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.exporter.series.SeriesLabels;
import dev.ringside.exporter.series.SeriesView;
import dev.ringside.exporter.series.WindowFigures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the metrics say about one replica, or about all replicas beyond the budget together. */
public record ReplicaView(
    ReplicaLabels labels,
    Account account,
    PassCounts passes,
    List<TransportTotal> transports,
    Optional<LastWindow> window,
    Optional<EnginePasses> told,
    List<SeriesView> series) {

  /** More reasons than a well-behaved agent has. */
  static final int MOST_REASONS = 16;

  /** The replica with its first {@code detailed} series by name and the others merged into one. */
  public static ReplicaView of(ReplicaState state, int detailed) {
    List<SeriesView> views = new ArrayList<>();
    List<SeriesView> rest = new ArrayList<>();
    state
        .series()
        .forEach(
            (key, total) ->
                (views.size() < detailed ? views : rest)
                    .add(new SeriesView(SeriesLabels.of(key), total, figures(state, key))));
    overflow(rest).ifPresent(views::add);
    return new ReplicaView(
        state.labels(),
        state.totals().account(),
        state.totals().passes(),
        merged(state.totals().transports()),
        state.window(),
        state.told(),
        List.copyOf(views));
  }

  /** Replicas that have no labels of their own, as one; a last window makes no sense for them. */
  public static ReplicaView ofRest(List<ReplicaState> states) {
    List<SeriesView> series =
        states.stream()
            .flatMap(state -> state.series().values().stream())
            .map(total -> new SeriesView(SeriesLabels.OVERFLOW, total, Optional.empty()))
            .toList();
    return new ReplicaView(
        ReplicaLabels.REST,
        states.stream().map(state -> state.totals().account()).reduce(Account.EMPTY, Account::plus),
        states.stream()
            .map(state -> state.totals().passes())
            .reduce(PassCounts.NONE, PassCounts::plus),
        merged(states.stream().flatMap(state -> state.totals().transports().stream()).toList()),
        Optional.empty(),
        states.stream()
            .map(ReplicaState::told)
            .flatMap(Optional::stream)
            .reduce(EnginePasses::plus),
        overflow(series).stream().toList());
  }

  private static Optional<WindowFigures> figures(ReplicaState state, SeriesKey key) {
    return state
        .window()
        .map(LastWindow::figures)
        .map((Map<SeriesKey, WindowFigures> m) -> m.get(key));
  }

  private static Optional<SeriesView> overflow(List<SeriesView> rest) {
    Optional<SeriesTotal> total = rest.stream().map(SeriesView::total).reduce(SeriesTotal::plus);
    Optional<WindowFigures> window =
        rest.stream().map(SeriesView::window).flatMap(Optional::stream).reduce(WindowFigures::plus);
    return total.map(sum -> new SeriesView(SeriesLabels.OVERFLOW, sum, window));
  }

  /** One total for each collective and transport. */
  private static List<TransportTotal> merged(List<TransportTotal> totals) {
    SortedMap<String, TransportTotal> sums = new TreeMap<>();
    for (TransportTotal total : totals) {
      sums.merge(total.collective() + " " + total.transport(), total, TransportTotal::plus);
    }
    return List.copyOf(sums.values());
  }

  /**
   * Calls refused, by reason. Agents choose the reasons, so at most {@link #MOST_REASONS} have a
   * label; the others are summed as {@code other}.
   */
  public Map<String, Long> rejected() {
    SortedMap<String, Long> kept = new TreeMap<>();
    for (Map.Entry<String, Long> entry : account.rejected().entrySet()) {
      boolean room = kept.size() < MOST_REASONS - 1 || kept.containsKey(entry.getKey());
      kept.merge(room ? entry.getKey() : SeriesLabels.OTHER, entry.getValue(), Long::sum);
    }
    return Collections.unmodifiableSortedMap(kept);
  }
}
