package dev.ringside.core.join;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.stream.RankEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Joins the ranks of one replica pass by pass and tells what comes of it as {@link ReplicaEvent}s:
 * rank events in, replica events out. Decides once for all desks which passes are whole, cut off or
 * late, in which window they lie, and what time it is.
 *
 * <p>Only a slice opens a run: a batch that is repeated or overtaken after its declared run was
 * reported opens it no second time.
 *
 * <p>State: a run for each that is open. A declared run is cleared by its last end-of-stream, or an
 * hour of event time after its last pass; the run of live agents never, because it holds which pass
 * each restarted rank is at. Bound: ranks, and the passes between the fastest and the slowest of
 * them; for live agents none older than the watermark, for declared runs an hour of event time. Not
 * thread-safe.
 */
public final class ReplicaJoin {

  private final int replica;
  private final WindowRule windows;
  private final ReplicaTime time;
  private final Map<String, RunProgress> runs = new TreeMap<>();
  private Optional<Deployment> against;

  public ReplicaJoin(int replica, WindowRule windows) {
    this(
        new Snapshot(
            replica, windows, Long.MIN_VALUE, Long.MIN_VALUE, Optional.empty(), List.of()));
  }

  /** Goes on where {@link #snapshot} was taken. */
  public ReplicaJoin(Snapshot before) {
    replica = before.replica();
    windows = before.windows();
    time = new ReplicaTime(windows, before.toldNs(), before.closedNs());
    against = before.against();
    before.runs().forEach(run -> runs.put(run.run().runId(), new RunProgress(run, replica)));
  }

  /**
   * A join as data, for checkpoints; shares the waiting passes with the join.
   *
   * @param toldNs the latest watermark it was told
   * @param closedNs windows that end by then are closed
   * @param against the deployment that its slices name
   */
  public record Snapshot(
      int replica,
      WindowRule windows,
      long toldNs,
      long closedNs,
      Optional<Deployment> against,
      List<RunSnapshot> runs) {}

  public Snapshot snapshot() {
    return new Snapshot(
        replica,
        windows,
        time.toldNs(),
        time.closedNs(),
        against,
        runs.values().stream().map(RunProgress::snapshot).toList());
  }

  /** Takes one event of a rank in; returns what it comes to. */
  public List<ReplicaEvent> accept(RankEvent event) {
    List<ReplicaEvent> events = new ArrayList<>();
    if (event instanceof RankEvent.OfBatch batch) {
      noteDeployment(batch.against(), events);
    }
    if (event instanceof RankEvent.Slice slice) {
      take(slice, events);
    } else if (event instanceof RankEvent.Repeat repeat) {
      take(repeat, events);
    } else {
      events.add(new ReplicaEvent.Poisoned());
    }
    return events;
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
    events.add(new ReplicaEvent.Arrived(run.run(), account.observed()));
    book(Optional.of(run.run()), Account.rejected(account.rejected()), PassCounts.NONE, events);
    book(Optional.empty(), Account.incomplete(account.incomplete()), PassCounts.NONE, events);
    run.accept(slice).forEach(late -> events.add(new ReplicaEvent.Late(run.run(), late)));
    slice.passes().stream().filter(PassBlock::isLoose).forEach(block -> enter(run, block, events));
    drain(run, Long.MIN_VALUE, events);
    if (run.isOver()) {
      drain(run, Long.MAX_VALUE, events);
      runs.remove(run.run().runId());
      events.add(new ReplicaEvent.RunEnded(run.run(), Optional.of(run.outcome())));
    }
    events.add(new ReplicaEvent.TimeReached(time.wholeUntilNs(runs.values())));
  }

  private RunProgress runOf(RankEvent.Sender sender, List<ReplicaEvent> events) {
    RunRef ref = RunRef.of(sender.runId(), sender.runRanks());
    RunProgress known = runs.get(ref.runId());
    if (known != null) {
      return known;
    }
    RunProgress opened = new RunProgress(ref, replica);
    runs.put(ref.runId(), opened);
    events.add(new ReplicaEvent.RunOpened(ref));
    return opened;
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
    drain(run, Long.MIN_VALUE, events);
    events.add(new ReplicaEvent.TimeReached(time.wholeUntilNs(runs.values())));
  }

  private static void book(
      Optional<RunRef> run, Account account, PassCounts passes, List<ReplicaEvent> events) {
    if (!account.equals(Account.EMPTY) || passes.incomplete() > 0) {
      events.add(new ReplicaEvent.Booked(run, account, passes));
    }
  }

  private void drain(RunProgress run, long dueBeforeNs, List<ReplicaEvent> events) {
    Optional<ReplicaPasses> next = run.poll(dueBeforeNs, windows.latenessNs());
    while (next.isPresent()) {
      enter(run, next.get(), events);
      next = run.poll(dueBeforeNs, windows.latenessNs());
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
      if (time.isClosed(start)) {
        ofWindow.parts().forEach(part -> events.add(new ReplicaEvent.Late(run.run(), part)));
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
        time.isClosed(start)
            ? new ReplicaEvent.Late(run.run(), calls)
            : new ReplicaEvent.Loose(run.run(), start, run.against(), calls));
  }

  /**
   * The watermark has come to {@code watermarkNs}: no pass that ended before it waits any longer,
   * except for a rank that holds its first pass back, and except for the ranks of a declared run,
   * which are waited for until they end or the run is given up.
   */
  public List<ReplicaEvent> advance(long watermarkNs) {
    List<ReplicaEvent> events = new ArrayList<>();
    for (RunProgress run : runs.values()) {
      drain(run, watermarkNs, events);
      run.noteTime(watermarkNs);
    }
    giveUpRunsSilentSince(ReplicaTime.abandonedBefore(watermarkNs), events);
    events.add(new ReplicaEvent.TimeReached(watermarkNs));
    if (time.tell(watermarkNs, runs.values())) {
      events.add(new ReplicaEvent.WindowsClosed(time.closedNs()));
    }
    return events;
  }

  private void giveUpRunsSilentSince(long timeNs, List<ReplicaEvent> events) {
    for (RunProgress run : List.copyOf(runs.values())) {
      if (run.run().isDeclared() && run.isSilentSince(timeNs)) {
        drain(run, Long.MAX_VALUE, events);
        runs.remove(run.run().runId());
        events.add(new ReplicaEvent.RunEnded(run.run(), Optional.empty()));
      }
    }
  }

  /** The windows that passes are put in: they stay as they were when the join began. */
  public WindowRule windows() {
    return windows;
  }

  /** True if {@link #advance} would close windows at {@code watermarkNs}. */
  public boolean isBehind(long watermarkNs) {
    return time.isBehind(watermarkNs);
  }

  /** The event time at which {@link #advance} next has something to do. */
  public OptionalLong nextTimerNs() {
    OptionalLong least = OptionalLong.empty();
    for (RunProgress run : runs.values()) {
      OptionalLong next = time.nextTimerNs(run);
      if (next.isPresent() && (least.isEmpty() || next.getAsLong() < least.getAsLong())) {
        least = next;
      }
    }
    return least;
  }
}
