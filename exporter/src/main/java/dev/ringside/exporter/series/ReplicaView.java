package dev.ringside.exporter.series;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.TransportTotal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the metrics say about one replica, or about all replicas beyond the budget together. */
public record ReplicaView(
    ReplicaLabels labels,
    Account account,
    PassCounts passes,
    List<TransportTotal> transports,
    Optional<LastWindow> window,
    List<SeriesView> series) {

  /** The replica with its first {@code detailed} series by name and the others merged into one. */
  static ReplicaView of(ReplicaState state, int detailed) {
    List<SeriesView> views = new ArrayList<>();
    List<SeriesView> rest = new ArrayList<>();
    state
        .series()
        .forEach(
            (key, total) ->
                (views.size() < detailed ? views : rest)
                    .add(new SeriesView(SeriesLabels.of(key), total, figures(state, key))));
    merged(rest).ifPresent(views::add);
    return new ReplicaView(
        state.labels(),
        state.totals().account(),
        state.totals().passes(),
        Totals.merged(state.totals().transports()),
        state.window(),
        List.copyOf(views));
  }

  /** Replicas that have no labels of their own, as one; a last window makes no sense for them. */
  static ReplicaView ofRest(List<ReplicaState> states) {
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
        Totals.merged(
            states.stream().flatMap(state -> state.totals().transports().stream()).toList()),
        Optional.empty(),
        merged(series).stream().toList());
  }

  private static Optional<WindowFigures> figures(ReplicaState state, SeriesKey key) {
    return state
        .window()
        .map(LastWindow::figures)
        .map((Map<SeriesKey, WindowFigures> m) -> m.get(key));
  }

  private static Optional<SeriesView> merged(List<SeriesView> rest) {
    Optional<SeriesTotal> total = rest.stream().map(SeriesView::total).reduce(Totals::sum);
    Optional<WindowFigures> window =
        rest.stream().map(SeriesView::window).flatMap(Optional::stream).reduce(WindowFigures::plus);
    return total.map(sum -> new SeriesView(SeriesLabels.OVERFLOW, sum, window));
  }

  /** Calls refused, by reason; agents choose reasons, so only so many have a label. */
  public Map<String, Long> rejected() {
    return Totals.bounded(account.rejected());
  }
}
