package dev.ringside.core.books;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.join.ReplicaPasses;
import dev.ringside.core.join.RunProgress;
import dev.ringside.core.observation.TotalsLedger;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.stream.RankSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Joins the ranks of one replica pass by pass, puts passes into event-time windows, and keeps the
 * books: every call of every slice ends in exactly one part of an {@link Account}.
 *
 * <p>A window is reported when event time has passed its end, again for each correction within the
 * allowed lateness; early when every rank has delivered a pass that ended after it, and when a
 * declared run ends. Calls of a pass whose window takes no more corrections, or whose other ranks
 * were settled without it, are late.
 *
 * <p>State: open windows (cleared {@code latenessNs} after their end, later where a declared run
 * waits for a rank whose passes may lie in them), runs (a declared run is cleared by its last
 * end-of-stream, or an hour of event time after its last pass; the run of live agents never, for it
 * holds which pass each restarted rank is at; bounded by ranks), running totals (never; bounded by
 * phases × collectives × size classes). Not thread-safe.
 */
public final class ReplicaLedger {

  /** A run that has been silent for this long in event time is given up. */
  public static final long ABANDONED_NS = 3_600_000_000_000L;

  private static final Account POISON = new Account(0, 0, 0, 0, 0, Collections.emptySortedMap(), 1);

  private final String deployment;
  private final int replica;
  private final LedgerSettings settings;
  private final TreeMap<Long, WindowSpan> windows = new TreeMap<>();
  private final Map<String, RunProgress> runs = new TreeMap<>();
  private final TotalsLedger totals;
  private final RunningAccount sum;
  private final List<LateCalls> late = new ArrayList<>();
  private Account unreported = Account.EMPTY;
  private Account unclaimed = Account.EMPTY;
  private long closedBeforeNs = Long.MIN_VALUE;
  private Optional<Deployment> against = Optional.empty();

  public ReplicaLedger(String deployment, int replica, LedgerSettings settings) {
    this(deployment, replica, settings, new TotalsLedger(), new RunningAccount());
  }

  /** A ledger that goes on from a checkpoint; windows and runs follow by {@link #restore}. */
  public ReplicaLedger(
      String deployment,
      int replica,
      LedgerSettings settings,
      TotalsLedger totals,
      RunningAccount sum) {
    this.deployment = deployment;
    this.replica = replica;
    this.settings = settings;
    this.totals = totals;
    this.sum = sum;
  }

  public void restore(
      Collection<WindowSpan> open,
      Collection<RunProgress> running,
      Account notYetReported,
      Account notYetClaimed,
      long closedBefore,
      Optional<Deployment> lastAgainst) {
    open.forEach(window -> windows.put(window.startNs(), window));
    running.forEach(run -> runs.put(run.runId(), run));
    unreported = notYetReported;
    unclaimed = notYetClaimed;
    closedBeforeNs = closedBefore;
    against = lastAgainst;
  }

  /**
   * Enters a slice.
   *
   * @return the reports that fall due at once: those of a run that is over, and of windows that
   *     every rank has left behind
   */
  public List<WindowReport> accept(RankSlice slice) {
    against = slice.against().isPresent() ? slice.against() : against;
    String runId = slice.isDeclaredRun() ? slice.runId() : RunProgress.LIVE;
    if (slice.isRepeat() && !runs.containsKey(runId)) {
      Account repeated = RunningAccount.settledOnArrival(slice.account());
      sum.add(repeated);
      unreported = unreported.plus(repeated);
      return List.of();
    }
    RunProgress run = runs.computeIfAbsent(runId, id -> open(id, slice));
    run.tally().add(RunningAccount.observed(slice.account().observed()));
    settle(run, RunningAccount.settledOnArrival(slice.account()));
    settleForgotten(slice.account().incomplete());
    run.accept(slice).forEach(part -> settleLate(run, part));
    slice.passes().stream().filter(PassBlock::isLoose).forEach(calls -> enterLoose(run, calls));
    drain(run, Long.MIN_VALUE);
    return run.isOver() ? close(run) : reportWindows(wholeUntilNs());
  }

  /** Event time that no watermark need confirm: every rank of every run has come so far. */
  private long wholeUntilNs() {
    long whole = Long.MAX_VALUE;
    for (RunProgress run : runs.values()) {
      whole = Math.min(whole, run.wholeUntilNs());
    }
    return whole;
  }

  /**
   * A record that nobody could read, but whose key named this replica. It counts for the runs that
   * are open, or else for the next one: nothing in it says whose it was.
   */
  public void acceptPoison() {
    sum.add(POISON);
    unreported = unreported.plus(POISON);
    runs.values().forEach(run -> run.tally().add(POISON));
    unclaimed = runs.isEmpty() ? unclaimed.plus(POISON) : unclaimed;
  }

  private RunProgress open(String runId, RankSlice slice) {
    RunProgress run = new RunProgress(runId, slice.runRanks());
    run.tally().add(unclaimed);
    unclaimed = Account.EMPTY;
    return run;
  }

  private void settle(RunProgress run, Account account) {
    run.tally().add(RunningAccount.withoutObserved(account));
    sum.add(account);
    unreported = unreported.plus(account);
  }

  /** Calls of a run that is no longer kept; this one has nothing to do with them. */
  private void settleForgotten(long calls) {
    sum.add(RunningAccount.incomplete(calls));
    unreported = unreported.plus(RunningAccount.incomplete(calls));
  }

  private void settleLate(RunProgress run, BlockPart passes) {
    settle(run, RunningAccount.late(passes.calls()));
    for (int i = 0; i < passes.size(); i++) {
      long index = passes.run().isLoose() ? -1 : passes.run().firstIndex() + passes.from() + i;
      late.add(
          new LateCalls(
              deployment, replica, passes.rank(), index, passes.endNs(i), passes.calls(i)));
    }
  }

  /** What came late since this was last asked. */
  public List<LateCalls> takeLate() {
    List<LateCalls> taken = List.copyOf(late);
    late.clear();
    return taken;
  }

  private void drain(RunProgress run, long dueBeforeNs) {
    Optional<ReplicaPasses> next = run.poll(dueBeforeNs, settings.latenessNs());
    while (next.isPresent()) {
      enter(run, next.get());
      next = run.poll(dueBeforeNs, settings.latenessNs());
    }
  }

  private void enter(RunProgress run, ReplicaPasses passes) {
    if (passes.cut()) {
      run.tally().incompletePasses(passes.size());
      sum.incompletePasses(passes.size());
      settle(run, RunningAccount.incomplete(passes.calls()));
      return;
    }
    Deployment model = run.against().orElseThrow();
    PassShape shape = passes.shape(model);
    int from = 0;
    while (from < passes.size()) {
      long start = settings.windowStart(passes.endNs(from));
      int to = from + 1;
      while (to < passes.size() && settings.windowStart(passes.endNs(to)) == start) {
        to++;
      }
      enter(run, start, model, shape, passes.part(from, to));
      from = to;
    }
  }

  /** Enters passes of one shape in the window that begins at {@code startNs}. */
  private void enter(
      RunProgress run, long startNs, Deployment model, PassShape shape, ReplicaPasses passes) {
    if (startNs + settings.windowNs() <= closedBeforeNs) {
      passes.parts().forEach(part -> settleLate(run, part));
      return;
    }
    WindowSpan window = windows.computeIfAbsent(startNs, WindowSpan::new);
    window.observation().addPasses(shape, passes.size(), passes.parts());
    passes.parts().forEach(part -> window.entered(part.rank(), part.calls()));
    if (run.isDeclared()) {
      run.observation().addPasses(shape, passes.size(), passes.parts());
    }
    long calls = passes.calls();
    run.tally().passes(shape.phase().phase(), passes.size());
    run.tally().add(RunningAccount.withoutObserved(RunningAccount.windowed(calls)));
    sum.passes(shape.phase().phase(), passes.size());
    sum.add(RunningAccount.windowed(calls));
    totals.addPasses(model, shape, passes.size(), passes.parts());
  }

  private void enterLoose(RunProgress run, PassBlock loose) {
    BlockPart calls = loose.whole();
    long start = settings.windowStart(loose.endNs(0));
    if (start + settings.windowNs() <= closedBeforeNs) {
      settleLate(run, calls);
      return;
    }
    WindowSpan window = windows.computeIfAbsent(start, WindowSpan::new);
    window.observation().addLoose(calls);
    window.entered(calls.rank(), calls.calls());
    if (run.isDeclared()) {
      run.observation().addLoose(calls);
    }
    run.tally().add(RunningAccount.withoutObserved(RunningAccount.windowed(calls.calls())));
    sum.add(RunningAccount.windowed(calls.calls()));
    totals.addLoose(run.against(), calls);
  }

  /** Ends a declared run: what still waits is settled, its windows and the run are reported. */
  private List<WindowReport> close(RunProgress run) {
    drain(run, Long.MAX_VALUE);
    runs.remove(run.runId());
    List<WindowReport> reports = reportWindows(Long.MAX_VALUE);
    reports.add(ReportBuilder.ofRun(this, run));
    return reports;
  }

  /**
   * Event time has come to {@code watermarkNs}: no pass that ended before it waits any longer, but
   * for a rank that holds its first pass back, and but for the ranks of a declared run, which are
   * waited for until they end or the run is given up.
   *
   * @return reports of the windows that ended and have something new
   */
  public List<WindowReport> advance(long watermarkNs) {
    for (RunProgress run : runs.values()) {
      drain(run, watermarkNs);
      run.noteTime(watermarkNs);
    }
    giveUpRunsSilentSince(earlier(watermarkNs, ABANDONED_NS));
    List<WindowReport> reports = reportWindows(watermarkNs);
    long closing = Math.min(earlier(watermarkNs, settings.latenessNs()), heldOpenFromNs());
    if (closing > closedBeforeNs) {
      closedBeforeNs = closing;
      windows.values().removeIf(window -> endOf(window) <= closing);
    }
    return reports;
  }

  private void giveUpRunsSilentSince(long timeNs) {
    for (RunProgress run : List.copyOf(runs.values())) {
      if (run.isDeclared() && run.isSilentSince(timeNs)) {
        drain(run, Long.MAX_VALUE);
        runs.remove(run.runId());
      }
    }
  }

  /** Declared runs that wait for a rank keep the windows open in which its passes may lie. */
  private long heldOpenFromNs() {
    return runs.values().stream()
        .mapToLong(RunProgress::holdsOpenFromNs)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** {@code byNs} before {@code timeNs}; the beginning and the end of time stay what they are. */
  private static long earlier(long timeNs, long byNs) {
    return timeNs == Long.MAX_VALUE ? timeNs : Math.max(timeNs, Long.MIN_VALUE + byNs) - byNs;
  }

  private List<WindowReport> reportWindows(long endedByNs) {
    List<WindowReport> reports = new ArrayList<>();
    for (WindowSpan window : windows.values()) {
      if (!window.isReported() && endOf(window) <= endedByNs) {
        reports.add(ReportBuilder.ofWindow(this, window));
        window.markReported();
        unreported = Account.EMPTY;
      }
    }
    return reports;
  }

  private long endOf(WindowSpan window) {
    return window.startNs() + settings.windowNs();
  }

  /** True if {@link #advance} has not been told of {@code watermarkNs} yet. */
  public boolean isBehind(long watermarkNs) {
    return earlier(watermarkNs, settings.latenessNs()) > closedBeforeNs;
  }

  /** The event time at which {@link #advance} next has something to do. */
  public OptionalLong nextTimerNs() {
    long next = Long.MAX_VALUE;
    boolean any = false;
    for (WindowSpan window : windows.values()) {
      long due = endOf(window) + (window.isReported() ? settings.latenessNs() : 0);
      next = Math.min(next, due);
      any = true;
    }
    for (RunProgress run : runs.values()) {
      OptionalLong due = nextTimerNs(run);
      next = Math.min(next, due.orElse(Long.MAX_VALUE));
      any |= due.isPresent();
    }
    return any ? OptionalLong.of(next) : OptionalLong.empty();
  }

  /** When the window ends in which a run's first waiting pass is due, or the run is given up. */
  private OptionalLong nextTimerNs(RunProgress run) {
    OptionalLong waiting = run.firstDueNs(settings.latenessNs());
    if (waiting.isPresent()) {
      return OptionalLong.of(settings.windowStart(waiting.getAsLong()) + settings.windowNs());
    }
    return run.isDeclared()
        ? OptionalLong.of(run.silentFromNs(ABANDONED_NS))
        : OptionalLong.empty();
  }

  public RunningTotals runningTotals() {
    return new RunningTotals(sum.account(), sum.passes(), totals.series(), totals.transports());
  }

  public String deployment() {
    return deployment;
  }

  public int replica() {
    return replica;
  }

  public LedgerSettings settings() {
    return settings;
  }

  public Collection<WindowSpan> windows() {
    return windows.values();
  }

  public Collection<RunProgress> runs() {
    return runs.values();
  }

  /** Settled since the last window report, windowed calls aside. */
  public Account unreported() {
    return unreported;
  }

  /** Poison that came while no run was open. */
  public Account unclaimed() {
    return unclaimed;
  }

  public long closedBeforeNs() {
    return closedBeforeNs;
  }

  /** The deployment that the last slice was cut by. */
  public Optional<Deployment> against() {
    return against;
  }
}
