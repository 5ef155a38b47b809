package dev.ringside.core.join;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.iteration.DifferentSteps;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.presence.Presence;
import dev.ringside.core.presence.Signs;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Standstill;
import dev.ringside.core.stream.RankEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Joins the ranks of one replica pass by pass and tells what comes of it as {@link ReplicaEvent}s:
 * rank events in, replica events out. Decides once for all desks which passes are whole, cut off or
 * late, in which window they lie, and what time it is.
 *
 * <p>Two clocks, and they never mix. The replica's time is that of its own ranks: what all of them
 * have delivered ({@link WindowClosing}). Who is no longer waited for is decided by the broker's
 * time alone: when it appended a rank's last batch, and up to where the log has been read ({@link
 * #readUpTo}, {@link Patience}).
 *
 * <p>Only a slice opens a run: a batch that is repeated or overtaken after its declared run was
 * reported opens it no second time.
 *
 * <p>State: a run for each that is open. A declared run is cleared by its last end-of-stream, any
 * run an hour after its last batch. Bound: ranks, and the passes between the fastest and the
 * slowest of them: for live agents those of two rank timeouts, for declared runs those of an hour.
 * Not thread-safe.
 */
public final class ReplicaJoin {

  private final int replica;
  private final WindowRule windows;
  private final WindowClosing closing;
  private final Map<String, RunProgress> runs = new TreeMap<>();
  private Optional<Deployment> against;
  private Patience patience = Patience.DEFAULT;
  private long readNs;
  private long heardNs;
  private long latestNs;
  private final Presence presence;
  private boolean quietTold;

  public ReplicaJoin(int replica, WindowRule windows) {
    this(new Snapshot(replica, windows, Times.NONE, Optional.empty(), List.of()));
  }

  /** Goes on where {@link #snapshot} was taken. */
  public ReplicaJoin(Snapshot before) {
    replica = before.replica();
    windows = before.windows();
    Times times = before.times();
    closing = new WindowClosing(windows, times.reachedNs(), times.closedNs());
    readNs = times.readNs();
    heardNs = times.heardNs();
    latestNs = times.latestNs();
    quietTold = times.quiet();
    presence = new Presence(windows, times.presence());
    against = before.against();
    before.runs().forEach(run -> runs.put(run.run().runId(), new RunProgress(run, replica)));
  }

  /**
   * What time it is for a replica.
   *
   * @param reachedNs the replica's own time
   * @param closedNs windows that end by then, in its own time, are closed
   * @param readNs up to here, in the broker's time, the log is known to have been read
   * @param heardNs when the broker appended its last batch
   * @param latestNs end of the latest pass that came
   * @param quiet true if nothing has come since the last windows were reported
   * @param presence whether the replica is idle or gone, and what of it was reported
   */
  public record Times(
      long reachedNs,
      long closedNs,
      long readNs,
      long heardNs,
      long latestNs,
      boolean quiet,
      Presence.State presence) {

    static final Times NONE =
        new Times(
            Long.MIN_VALUE,
            Long.MIN_VALUE,
            Long.MIN_VALUE,
            Long.MIN_VALUE,
            Long.MIN_VALUE,
            false,
            Presence.State.NONE);

    /** The same, with what live ranks said last and when it was looked at. */
    public Times with(long lookedNs, Signs.State signs) {
      return new Times(
          reachedNs,
          closedNs,
          readNs,
          heardNs,
          latestNs,
          quiet,
          new Presence.State(
              presence.beats(), presence.gone(), presence.toldUntilNs(), lookedNs, signs));
    }
  }

  /**
   * A join as data, for checkpoints; shares the waiting passes with the join.
   *
   * @param against the deployment that its slices name
   */
  public record Snapshot(
      int replica,
      WindowRule windows,
      Times times,
      Optional<Deployment> against,
      List<RunSnapshot> runs) {}

  public Snapshot snapshot() {
    return new Snapshot(
        replica,
        windows,
        new Times(
            closing.reachedNs(),
            closing.closedNs(),
            readNs,
            heardNs,
            latestNs,
            quietTold,
            presence.state()),
        against,
        runs.values().stream().map(RunProgress::snapshot).toList());
  }

  /** How long ranks are waited for from here on. */
  public void waitFor(Patience other) {
    patience = other;
  }

  /** Takes one event of a rank in; returns what it comes to. */
  public List<ReplicaEvent> accept(RankEvent event) {
    List<ReplicaEvent> events = new ArrayList<>();
    if (event instanceof RankEvent.OfBatch batch) {
      heardNs = Math.max(heardNs, Math.max(readNs, batch.heard().appendedNs()));
      quietTold = false;
      presence.hear(event instanceof RankEvent.Slice slice && slice.isHeartbeat());
      noteDeployment(batch.against(), events);
    }
    if (event instanceof RankEvent.Slice slice) {
      if (slice.sender().runRanks().isEmpty()) {
        presence.hear(saidBy(slice));
      }
      take(slice, events);
    } else if (event instanceof RankEvent.Repeat repeat) {
      take(repeat, events);
    } else {
      events.add(new ReplicaEvent.Poisoned());
    }
    return events;
  }

  private Signs.Said saidBy(RankEvent.Slice slice) {
    return new Signs.Said(
        slice.sender().rank(),
        Math.max(readNs, slice.heard().appendedNs()),
        slice.heard().untilNs(),
        slice.account().observed() > 0,
        slice.aside().midPass(),
        slice.endOfStream(),
        slice.aside().progress(),
        slice.aside().place());
  }

  private void noteDeployment(Optional<Deployment> named, List<ReplicaEvent> events) {
    if (named.isPresent() && !named.equals(against)) {
      against = named;
      events.add(new ReplicaEvent.Deployed(named.get()));
    }
  }

  private void take(RankEvent.Slice slice, List<ReplicaEvent> events) {
    RunProgress run = runOf(slice.sender(), events);
    Account account = slice.account();
    if (!slice.aside().place().equals(Place.UNKNOWN)) {
      events.add(new ReplicaEvent.Watched(slice.sender().rank(), slice.aside().place()));
    }
    events.add(new ReplicaEvent.Arrived(run.run(), account.observed()));
    book(Optional.of(run.run()), Account.rejected(account.rejected()), PassCounts.NONE, events);
    book(Optional.empty(), Account.incomplete(account.incomplete()), PassCounts.NONE, events);
    settle(run, run.accept(slice, patience, readNs), events);
    latestNs = Math.max(latestNs, run.endNs());
    slice
        .aside()
        .different()
        .ifPresent(steps -> events.add(toldOtherwise(slice.sender().rank(), steps)));
    slice.passes().stream().filter(PassBlock::isLoose).forEach(block -> enter(run, block, events));
    if (!slice.aside().oneByOne().isEmpty()) {
      events.add(
          new ReplicaEvent.OneByOne(run.run(), slice.sender().rank(), slice.aside().oneByOne()));
    }
    drain(run, false, events);
    if (run.isOver()) {
      drain(run, true, events);
      runs.remove(run.run().runId());
      events.add(new ReplicaEvent.RunEnded(run.run(), Optional.of(run.outcome())));
    }
    tellTime(events);
  }

  private ReplicaEvent toldOtherwise(int rank, DifferentSteps steps) {
    long start = windows.startOf(steps.firstEndNs());
    long open = closing.isClosed(start) ? closing.currentWindowNs() : start;
    return new ReplicaEvent.ToldOtherwise(open, rank, steps);
  }

  private void settle(RunProgress run, RunProgress.Leftover left, List<ReplicaEvent> events) {
    left.late().forEach(late -> events.add(late(run, late)));
    for (BlockPart unplaced : left.unplaced()) {
      Account cut = Account.incomplete(unplaced.calls());
      book(Optional.of(run.run()), cut, PassCounts.NONE, events);
    }
  }

  private ReplicaEvent late(RunProgress run, BlockPart passes) {
    return new ReplicaEvent.Late(run.run(), closing.currentWindowNs(), passes);
  }

  private RunProgress runOf(RankEvent.Sender sender, List<ReplicaEvent> events) {
    RunRef ref = RunRef.of(sender.runId(), sender.runRanks());
    RunProgress known = runs.get(ref.runId());
    if (known != null) {
      return known;
    }
    if (ref.isDeclared()) {
      makeRoom(events);
    }
    RunProgress opened = new RunProgress(ref, replica);
    runs.put(ref.runId(), opened);
    events.add(new ReplicaEvent.RunOpened(ref));
    return opened;
  }

  /** Of too many declared runs, the one heard of longest ago is given up. */
  private void makeRoom(List<ReplicaEvent> events) {
    List<RunProgress> declared =
        runs.values().stream().filter(run -> run.run().isDeclared()).toList();
    if (!Bound.OPEN_RUNS.allows(declared.size() + 1L)) {
      giveUp(Collections.min(declared, Comparator.comparingLong(RunProgress::heardNs)), events);
    }
  }

  private void giveUp(RunProgress run, List<ReplicaEvent> events) {
    drain(run, true, events);
    settle(run, run.dropUnplaced(), events);
    runs.remove(run.run().runId());
    events.add(new ReplicaEvent.RunEnded(run.run(), Optional.empty()));
  }

  private void take(RankEvent.Repeat repeat, List<ReplicaEvent> events) {
    RunRef named = RunRef.of(repeat.sender().runId(), repeat.sender().runRanks());
    RunProgress run = runs.get(named.runId());
    if (run == null) {
      book(Optional.empty(), repeat.account(), PassCounts.NONE, events);
      return;
    }
    repeat.against().ifPresent(run::deploy);
    events.add(new ReplicaEvent.Arrived(run.run(), repeat.account().observed()));
    book(Optional.of(run.run()), repeat.account(), PassCounts.NONE, events);
    drain(run, false, events);
    tellTime(events);
  }

  private static void book(
      Optional<RunRef> run, Account account, PassCounts passes, List<ReplicaEvent> events) {
    if (!account.equals(Account.EMPTY) || passes.incomplete() > 0) {
      events.add(new ReplicaEvent.Booked(run, account, passes));
    }
  }

  /** Hands on the passes that wait for no rank any longer; at last, all. */
  private void drain(RunProgress run, boolean atLast, List<ReplicaEvent> events) {
    drain(run, () -> run.poll(atLast), events);
  }

  private void drain(
      RunProgress run, Supplier<Optional<ReplicaPasses>> polling, List<ReplicaEvent> events) {
    Optional<ReplicaPasses> next = polling.get();
    while (next.isPresent()) {
      enter(run, next.get(), events);
      next = polling.get();
    }
  }

  private void enter(RunProgress run, ReplicaPasses passes, List<ReplicaEvent> events) {
    if (passes.cut()) {
      Account cut = Account.incomplete(passes.calls());
      book(Optional.of(run.run()), cut, PassCounts.incomplete(passes.size()), events);
      return;
    }
    Deployment model = run.against().orElseThrow();
    PassShape shape = passes.shape(model);
    int from = 0;
    while (from < passes.size()) {
      long start = windows.startOf(passes.endNs(from));
      int to = from + 1;
      while (to < passes.size() && windows.startOf(passes.endNs(to)) == start) {
        to++;
      }
      ReplicaPasses ofWindow = passes.part(from, to);
      if (closing.isClosed(start)) {
        ofWindow.parts().forEach(part -> events.add(late(run, part)));
      } else {
        events.add(new ReplicaEvent.Joined(run.run(), start, model, shape, ofWindow));
      }
      from = to;
    }
  }

  private void enter(RunProgress run, PassBlock loose, List<ReplicaEvent> events) {
    BlockPart calls = loose.whole();
    long start = windows.startOf(loose.endNs(0));
    events.add(
        closing.isClosed(start)
            ? late(run, calls)
            : new ReplicaEvent.Loose(run.run(), start, run.against(), calls));
  }

  private void tellTime(List<ReplicaEvent> events) {
    long staleNs = WindowRule.earlier(Math.max(readNs, heardNs), patience.rankTimeoutNs());
    long timeNs = WindowClosing.timeOf(runs.values(), staleNs);
    tellPresence(timeNs, staleNs, events);
    events.add(new ReplicaEvent.TimeReached(timeNs));
    if (closing.reach(timeNs, runs.values())) {
      events.add(new ReplicaEvent.WindowsClosed(closing.closedNs()));
    }
  }

  /** Only live agents can be idle, hung or deaf: a replay ends. */
  private void tellPresence(long timeNs, long staleNs, List<ReplicaEvent> events) {
    Optional<RunProgress> live = live();
    if (live.isEmpty() || live.get().heardNs() < staleNs) {
      return;
    }
    boolean served = latestNs != Long.MIN_VALUE;
    Presence.Look look =
        new Presence.Look(
            Math.max(readNs, heardNs),
            staleNs,
            patience.hangNs(served),
            live.get().expected(),
            served);
    boolean due = presence.isDue(look);
    List<Integer> unseen = presence.unseen(look);
    if (!unseen.isEmpty()) {
      OptionalLong windowNs =
          due ? OptionalLong.of(presence.windowNs(staleNs)) : OptionalLong.empty();
      events.add(
          new ReplicaEvent.Deaf(windowNs, unseen, presence.placesOf(unseen), look.leastNs()));
      return;
    }
    Optional<Standstill> hung = due ? presence.standstill(look) : Optional.empty();
    if (hung.isPresent()) {
      List<Integer> missing = hung.get().missing();
      events.add(
          new ReplicaEvent.Hung(
              presence.windowNs(staleNs), hung.get(), presence.placesOf(missing)));
    } else {
      tellIdle(timeNs, look, live.get(), events);
    }
  }

  private void tellIdle(
      long timeNs, Presence.Look look, RunProgress live, List<ReplicaEvent> events) {
    long dueNs = presence.idleDueNs(latestNs);
    if (live.isWaiting() || (timeNs < dueNs && !live.mayHaveCome(dueNs, look.sinceNs()))) {
      return;
    }
    OptionalLong startNs =
        presence.idleWindow(Math.max(timeNs, live.bareMarkNs(look.sinceNs())), latestNs);
    if (startNs.isPresent() && !presence.mayHang(look)) {
      events.add(new ReplicaEvent.Idle(startNs.getAsLong(), live.ranksHeardSince(look.sinceNs())));
    }
  }

  /** The run that live agents share. */
  private Optional<RunProgress> live() {
    return runs.values().stream().filter(run -> !run.run().isDeclared()).findFirst();
  }

  /**
   * All partitions have been read up to {@code brokerNs} of the broker's time: live ranks of which
   * nothing has come for too long are gone, and what is the last of a replica is reported.
   */
  public List<ReplicaEvent> readUpTo(long brokerNs) {
    List<ReplicaEvent> events = new ArrayList<>();
    readNs = Math.max(readNs, brokerNs);
    for (RunProgress run : runs.values()) {
      settle(run, run.placeAtLast(readNs, patience), events);
      drain(run, () -> run.pollAt(readNs, patience), events);
    }
    tellTime(events);
    if (isQuiet()) {
      tellQuiet(events);
    }
    tellGone(events);
    forgetAbandoned(events);
    return events;
  }

  private void tellGone(List<ReplicaEvent> events) {
    Optional<RunProgress> live = live();
    List<Integer> ranks = live.map(run -> run.ranksHeardSince(Long.MIN_VALUE)).orElse(List.of());
    if (!ranks.isEmpty() && presence.goes(readNs, heardNs, patience.rankTimeoutNs())) {
      long last = Math.max(closing.reachedNs(), latestNs);
      long startNs = windows.startOf(last == Long.MIN_VALUE ? 0 : last);
      events.add(new ReplicaEvent.Gone(startNs, ranks, readNs - heardNs));
      events.add(new ReplicaEvent.TimeReached(closing.reachedNs()));
    }
  }

  /** Nothing has come for a while, and nothing is waited for. */
  private boolean isQuiet() {
    return !quietTold
        && readNs >= Patience.later(heardNs, patience.quietNs())
        && runs.values().stream().noneMatch(RunProgress::isWaiting);
  }

  /** The last windows are reported. They stay open: if more comes, it corrects them. */
  private void tellQuiet(List<ReplicaEvent> events) {
    quietTold = true;
    long last = Math.max(closing.reachedNs(), latestNs);
    if (last != Long.MIN_VALUE) {
      events.add(new ReplicaEvent.TimeReached(windows.endOf(windows.startOf(last))));
    }
  }

  private void forgetAbandoned(List<ReplicaEvent> events) {
    List<RunProgress> abandoned =
        runs.values().stream().filter(run -> isAbandoned(run.heardNs())).toList();
    abandoned.forEach(run -> giveUp(run, events));
    if (!abandoned.isEmpty() && live().isEmpty()) {
      presence.forgetRanks();
    }
    if (runs.isEmpty() && hasOpenWindows() && isAbandoned(heardNs)) {
      tellQuiet(events);
      closing.closeUpTo(windows.endOf(windows.startOf(latestNs)));
      events.add(new ReplicaEvent.WindowsClosed(closing.closedNs()));
    }
  }

  private boolean isAbandoned(long lastHeardNs) {
    return readNs >= Patience.later(lastHeardNs, Patience.ABANDONED_NS);
  }

  private boolean hasOpenWindows() {
    return latestNs != Long.MIN_VALUE && !closing.isClosed(windows.startOf(latestNs));
  }

  /** The windows that passes are put in: they stay as they were when the join began. */
  public WindowRule windows() {
    return windows;
  }

  /** The broker's time at which {@link #readUpTo} next has something to do. */
  public OptionalLong nextTimerNs() {
    if (runs.isEmpty() && !hasOpenWindows()) {
      return OptionalLong.empty();
    }
    long least = Patience.later(heardNs, Patience.ABANDONED_NS);
    boolean waiting = false;
    for (RunProgress run : runs.values()) {
      least = Math.min(least, run.nextDueNs(patience));
      waiting |= run.isWaiting();
    }
    if (live().isPresent()) {
      least = Math.min(least, presence.dueNs(heardNs, patience.rankTimeoutNs()));
    }
    if (!waiting && !quietTold) {
      least = Math.min(least, Patience.later(heardNs, patience.quietNs()));
    }
    return OptionalLong.of(least);
  }
}
