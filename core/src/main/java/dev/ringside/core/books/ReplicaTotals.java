package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.RejectReason;
import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.observation.Journal;
import dev.ringside.core.observation.TotalsLedger;
import dev.ringside.core.series.RunningTotals;
import java.util.Optional;

/**
 * The sums of a replica since it was first seen, and what the next report has to mention.
 *
 * <p>Bound: phases × collectives × size classes. Never cleared, because counters do not fall. Not
 * thread-safe.
 */
public final class ReplicaTotals {

  private final TotalsLedger series;
  private final RunningAccount sum;
  private Account unreported;
  private Account unclaimed;
  private boolean live;
  private Optional<Deployment> against;
  private EnginePasses told;
  private final CarrierWatch watch;
  private final WaitWatch waits;

  public ReplicaTotals() {
    this(
        new Snapshot(
            RunningTotals.NONE,
            Account.EMPTY,
            Account.EMPTY,
            false,
            Optional.empty(),
            EnginePasses.NONE,
            CarrierWatch.State.NONE,
            WaitWatch.State.none()));
  }

  /** Goes on where {@link #snapshot} was taken. */
  public ReplicaTotals(Snapshot before) {
    RunningTotals totals = before.totals();
    series = new TotalsLedger(totals.series(), totals.transports());
    sum = new RunningAccount(totals.account(), totals.passes());
    unreported = before.unreported();
    unclaimed = before.unclaimed();
    live = before.live();
    against = before.against();
    told = before.told();
    watch = new CarrierWatch(before.watch());
    waits = new WaitWatch(before.waits());
  }

  /**
   * Totals as data, for checkpoints.
   *
   * @param unreported settled since the last window report, windowed calls aside
   * @param unclaimed poison that came while no run was open
   * @param live true once live agents have come
   * @param against the deployment that the replica's batches name
   * @param told what the engine itself tells of its passes
   * @param watch what records the calls, and which of them have other carriers than planned
   * @param waits which ranks the others wait for
   */
  public record Snapshot(
      RunningTotals totals,
      Account unreported,
      Account unclaimed,
      boolean live,
      Optional<Deployment> against,
      EnginePasses told,
      CarrierWatch.State watch,
      WaitWatch.State waits) {

    /** The same with another watch over carriers. */
    public Snapshot with(CarrierWatch.State other) {
      return new Snapshot(totals, unreported, unclaimed, live, against, told, other, waits);
    }
  }

  public Snapshot snapshot() {
    return new Snapshot(
        running(), unreported, unclaimed, live, against, told, watch.state(), waits.state());
  }

  CarrierWatch watch() {
    return watch;
  }

  WaitWatch waits() {
    return waits;
  }

  void deploy(Deployment deployment) {
    against = Optional.of(deployment);
  }

  void tell(EnginePasses passes) {
    told = told.plus(passes);
  }

  EnginePasses told() {
    return told;
  }

  /** Settles calls that no window shows. */
  void book(Account account, PassCounts passes) {
    sum.add(account, passes);
    unreported = unreported.plus(account);
  }

  void post(Journal journal) {
    series.post(journal);
    waits.post(journal.observation().waits());
    sum.add(journal.account(), journal.passes());
  }

  /** Poison that no open run could take counts for the next one. */
  void keepForNextRun(Account poison) {
    unclaimed = unclaimed.plus(poison);
  }

  /**
   * What was open is dropped after an internal error: of the calls that arrived, those that are not
   * settled are counted as refused, and the next run learns of it.
   */
  public void startAfresh(long arrived) {
    long open = Math.max(0, arrived - sum.account().observed());
    Account dropped =
        Account.rejected(RejectReason.INTERNAL_ERROR.label(), open).plus(Account.poison());
    book(dropped, PassCounts.NONE);
    if (!live) {
      keepForNextRun(dropped);
    }
  }

  /** A run begins; returns what is counted for it already. */
  Account claim(boolean byLiveAgents) {
    live |= byLiveAgents;
    Account claimed = unclaimed;
    unclaimed = Account.EMPTY;
    return claimed;
  }

  void markReported() {
    unreported = Account.EMPTY;
  }

  RunningTotals running() {
    return new RunningTotals(sum.account(), sum.passes(), series.series(), series.transports());
  }

  /** True if more calls have come than are settled. */
  boolean hasOpen(long arrived) {
    return arrived > sum.account().observed();
  }

  Account unreported() {
    return unreported;
  }

  boolean live() {
    return live;
  }

  Optional<Deployment> against() {
    return against;
  }
}
