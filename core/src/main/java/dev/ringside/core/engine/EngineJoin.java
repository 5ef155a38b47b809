package dev.ringside.core.engine;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.ReplicaEvent;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.desk.WindowRule;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.iteration.IterationCoverage;
import dev.ringside.core.iteration.TimedJoin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds what an engine tells of its passes against those that the calls of live agents show: takes
 * both, and adds {@link ReplicaEvent.EngineTold} to the replica's events, once for each window.
 *
 * <p>A window is settled when the engine has told of times beyond its end by the tolerance, and the
 * replica's own time has passed its end too; where no calls come, {@value #PATIENCE_S} s later.
 * Windows of which only a part was heard, from either side, are left out: that of the engine's
 * first word and that of the first calls.
 *
 * <p>Law: each told pass counts in one window, joined or without calls. Until an engine has told
 * something, nothing is kept and events go through unchanged.
 *
 * <p>State: what waits of both sides, at most {@link Bound#LIVE_PASSES} each, and how far each of
 * {@value #MOST_STREAMS} streams was heard. Not thread-safe.
 */
public final class EngineJoin {

  /** Ends of one pass on both sides lie closer together: the agent reads within a second. */
  static final long TOLERANCE_NS = 1_500_000_000L;

  private static final long PATIENCE_S = 15;
  private static final long PATIENCE_NS = PATIENCE_S * 1_000_000_000L;
  private static final int MOST_STREAMS = 64;

  /**
   * A join costs a byte for each pair of passes within the tolerance: 32 MiB at most, whatever
   * times an agent writes.
   */
  static final int SEEN_AT_A_TIME = 2_048;

  static final int TOLD_AT_A_TIME = 16_384;

  private final WindowRule windows;
  private final List<ToldPass> told;
  private final List<SeenPass> seen;
  private final Map<String, Heard> streams;
  private EngineTimes times;

  /**
   * How far one stream of an agent was heard.
   *
   * @param sequence of its last batch
   * @param number of its last pass
   * @param idle records of an idle engine since then: each has taken a number
   */
  public record Heard(long sequence, long number, long idle) {}

  /** The join as data, for checkpoints. */
  public record Snapshot(
      WindowRule windows,
      List<ToldPass> told,
      List<SeenPass> seen,
      Map<String, Heard> streams,
      EngineTimes times) {}

  /**
   * @param closedNs windows that end by then take no more corrections, {@link Long#MIN_VALUE} for
   *     none
   */
  public EngineJoin(WindowRule windows, long closedNs) {
    this(new Snapshot(windows, List.of(), List.of(), Map.of(), EngineTimes.NONE.closed(closedNs)));
  }

  /** Goes on where {@link #snapshot} was taken. */
  public EngineJoin(Snapshot before) {
    windows = before.windows();
    told = new ArrayList<>(before.told());
    seen = new ArrayList<>(before.seen());
    streams = new LinkedHashMap<>(before.streams());
    times = before.times();
  }

  public Snapshot snapshot() {
    return new Snapshot(windows, told, seen, streams, times);
  }

  /**
   * Takes a batch of what an engine told; one that was taken before changes nothing.
   *
   * @param stream names the engine's process, the agent and its start
   * @param sequence of the batch in its stream
   * @param idle records of an idle engine in the batch
   * @param passes in the order in which they were told; one without a time, or of a window that is
   *     closed, cannot be placed and is passed over, and so is what comes while too much waits
   * @return what it comes to
   */
  public List<ReplicaEvent> accept(
      String stream,
      long sequence,
      long idle,
      List<Iteration> passes,
      Optional<Deployment> against) {
    Heard before = streams.remove(stream);
    if (before != null && sequence <= before.sequence()) {
      streams.put(stream, before);
      return List.of();
    }
    long number = before == null ? -1 : before.number();
    long numbered = idle + (before == null ? 0 : before.idle());
    for (Iteration pass : passes) {
      long missing = number < 0 ? 0 : Math.max(0, pass.number() - number - 1);
      long ofIdle = Math.min(missing, numbered);
      numbered -= ofIdle;
      if (pass.endNs() != Iteration.UNKNOWN && pass.endNs() >= times.closedNs()) {
        times = times.told(pass.endNs());
        if (!isFull()) {
          add(ToldPass.of(pass, against, missing - ofIdle));
        }
      }
      number = pass.number();
    }
    streams.put(stream, new Heard(sequence, number, numbered));
    if (streams.size() > MOST_STREAMS) {
      streams.remove(streams.keySet().iterator().next());
    }
    List<ReplicaEvent> events = new ArrayList<>();
    settle(due(), events);
    if (!events.isEmpty()) {
      events.add(new ReplicaEvent.TimeReached(times.replicaNs()));
    }
    return events;
  }

  /** Engines tell in order; several processes of one replica may overtake each other a little. */
  private void add(ToldPass pass) {
    int at = told.size();
    while (at > 0 && told.get(at - 1).endNs() > pass.endNs()) {
      at--;
    }
    told.add(at, pass);
  }

  /** Follows the replica's events; returns them with what the engine told in between. */
  public List<ReplicaEvent> follow(List<ReplicaEvent> events) {
    if (times.firstToldNs() == Long.MAX_VALUE) {
      return events;
    }
    List<ReplicaEvent> all = new ArrayList<>();
    for (ReplicaEvent event : events) {
      if (event instanceof ReplicaEvent.Joined joined && !joined.run().isDeclared()) {
        see(joined.passes(), joined.shape().tokens());
      } else if (event instanceof ReplicaEvent.TimeReached reached) {
        times = times.reached(reached.timeNs());
        settle(due(), all);
      } else if (event instanceof ReplicaEvent.WindowsClosed closed) {
        settleAtLast(closed.timeNs(), all);
        times = times.closed(closed.timeNs());
      }
      all.add(event);
    }
    return all;
  }

  private void see(ReplicaPasses passes, long tokens) {
    for (int i = 0; i < passes.size(); i++) {
      long endNs = passes.endNs(i);
      if (endNs < times.settledNs()) {
        continue;
      }
      int at = seen.size();
      while (at > 0 && seen.get(at - 1).endNs() > endNs) {
        at--;
      }
      seen.add(at, new SeenPass(endNs, tokens));
      times = times.seen(endNs);
    }
    int most = (int) Bound.LIVE_PASSES.most();
    if (seen.size() > most) {
      seen.subList(0, seen.size() - most).clear();
    }
  }

  /** Up to here windows can be settled now. */
  private long due() {
    long toldNs = WindowRule.earlier(times.lastToldNs(), TOLERANCE_NS);
    long most = Math.max(Math.min(toldNs, times.replicaNs()), silentNs(times.lastToldNs()));
    return Math.max(isFull() ? toldNs : most, Math.max(most, silentNs(times.replicaNs())));
  }

  /** The other side has not told of times before this one, and is no longer waited for. */
  private static long silentNs(long ns) {
    return ns == Long.MAX_VALUE ? Long.MIN_VALUE : WindowRule.earlier(ns, PATIENCE_NS);
  }

  private boolean isFull() {
    return !Bound.LIVE_PASSES.allows(told.size() + 1L);
  }

  /** Windows that close are settled with what there is; those the engine did not reach are not. */
  private void settleAtLast(long closedNs, List<ReplicaEvent> events) {
    int before = events.size();
    settle(Math.min(closedNs, times.lastToldNs()), events);
    if (events.size() > before) {
      events.add(new ReplicaEvent.TimeReached(times.replicaNs()));
    }
    seen.removeIf(pass -> windows.endOf(windows.startOf(pass.endNs())) <= closedNs);
  }

  /** Settles all windows that end by {@code timeNs}, some passes at a time. */
  private void settle(long timeNs, List<ReplicaEvent> events) {
    long upToNs = windows.startOf(timeNs);
    if (told.isEmpty() || upToNs <= times.settledNs()) {
      return;
    }
    Settlement settlement = new Settlement(windows, times, upToNs);
    List<SeenPass> passes = seen.stream().filter(one -> one.endNs() < upToNs).toList();
    int from = 0;
    while (passes.size() - from > SEEN_AT_A_TIME) {
      List<SeenPass> some = passes.subList(from, from + SEEN_AT_A_TIME);
      join(some, some.get(SEEN_AT_A_TIME - 1).endNs(), settlement);
      from += SEEN_AT_A_TIME;
    }
    join(passes.subList(from, passes.size()), upToNs, settlement);
    while (!told.isEmpty() && told.get(0).endNs() < upToNs - TOLERANCE_NS) {
      join(List.of(), upToNs, settlement);
    }
    seen.removeIf(pass -> pass.endNs() < upToNs);
    settlement.tell(events);
    times = times.settled(upToNs);
  }

  /** Holds {@code passes}, which end by {@code upToNs}, against the first of what was told. */
  private void join(List<SeenPass> passes, long upToNs, Settlement settlement) {
    List<ToldPass> candidates =
        told.stream()
            .filter(one -> one.endNs() < upToNs + TOLERANCE_NS)
            .limit(TOLD_AT_A_TIME)
            .toList();
    IterationCoverage coverage =
        TimedJoin.join(
            TOLERANCE_NS,
            passes.stream().mapToLong(SeenPass::endNs).toArray(),
            candidates.stream().mapToLong(ToldPass::endNs).toArray(),
            (pass, one) -> candidates.get(one).fits(passes.get(pass).tokens()));
    coverage
        .pairs()
        .forEach(
            pair -> settlement.join(passes.get(pair.pass()), candidates.get(pair.iteration())));
    coverage.withoutIteration().forEach(pass -> settlement.miss(passes.get(pass)));
    int last =
        coverage.pairs().stream().mapToInt(IterationCoverage.Pair::iteration).max().orElse(-1);
    int taken = last + 1;
    for (int one : coverage.withoutCalls()) {
      if (one <= last || candidates.get(one).endNs() < upToNs - TOLERANCE_NS) {
        settlement.alone(candidates.get(one));
        taken = Math.max(taken, one + 1);
      }
    }
    told.subList(0, taken).clear();
  }
}
