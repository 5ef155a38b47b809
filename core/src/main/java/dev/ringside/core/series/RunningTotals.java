package dev.ringside.core.series;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import java.util.List;

/** Everything of one replica since it was first seen, in every report again. */
public record RunningTotals(
    Account account, PassCounts passes, List<SeriesTotal> series, List<TransportTotal> transports) {

  public static final RunningTotals NONE =
      new RunningTotals(Account.EMPTY, PassCounts.NONE, List.of(), List.of());

  public RunningTotals {
    series = List.copyOf(series);
    transports = List.copyOf(transports);
  }

  /** The same sums when so many calls have come, of which some may not be settled yet. */
  public RunningTotals arrived(long calls) {
    return new RunningTotals(account.arrived(calls), passes, series, transports);
  }
}
