package dev.ringside.exporter.budget;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.report.WindowReport;
import dev.ringside.exporter.replica.ReplicaId;
import dev.ringside.exporter.replica.ReplicaState;
import dev.ringside.exporter.replica.ReplicaView;
import dev.ringside.exporter.topic.TopicTable;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The latest running totals and the last window of every replica.
 *
 * <p>Law: totals move forward only. A report whose account has observed fewer calls than one that
 * came before (re-read, out of order) changes no counter, so the table ends in the same state
 * whatever the order of its reports; its window still counts. Consequence: after a job has lost its
 * state, a replica's counters stand still until it has seen as much again, or until the replica is
 * {@linkplain #forget forgotten}; {@link #accept} says so each time.
 *
 * <p>Nothing is shown before {@link #caughtUp}: half of the counters would look like a reset.
 *
 * <p>Thread-safe: one writer, any number of readers. Memory: {@link Residents} bounds the replicas
 * and their series, the budget what is shown of them.
 */
public final class SeriesTable implements TopicTable<WindowReport> {

  private final int budget;
  private final Clock clock;
  private final ConcurrentSkipListMap<ReplicaId, ReplicaState> replicas =
      new ConcurrentSkipListMap<>();
  private final Residents residents = new Residents();
  private final LongAdder forgotten = new LongAdder();
  private volatile boolean caughtUp;

  /**
   * @param budget most label sets of the collective metrics
   * @param clock against which the age of verdicts is told
   * @throws IllegalArgumentException if {@code budget < 1}
   */
  public SeriesTable(int budget, Clock clock) {
    if (budget < 1) {
      throw new IllegalArgumentException("series budget %d: must be at least 1".formatted(budget));
    }
    this.budget = budget;
    this.clock = clock;
  }

  /**
   * Takes a report in.
   *
   * @param reportedMs when it was written, milliseconds since 1970
   * @return false if its totals were behind what is known, so that no counter changed
   */
  public boolean accept(WindowReport report, long reportedMs) {
    ReplicaState next = ReplicaState.of(report, reportedMs);
    ReplicaId replica = idOf(report);
    ReplicaState before = replicas.get(replica);
    int series = replicas.merge(replica, next, ReplicaState::then).series().size();
    for (ReplicaId gone : residents.note(replica, reportedMs, series)) {
      replicas.remove(gone);
      forgotten.increment();
    }
    return before == null || before.isBehind(next);
  }

  @Override
  public boolean accept(ByteBuffer key, WindowReport report, long writtenMs) {
    return accept(report, writtenMs);
  }

  private static ReplicaId idOf(WindowReport report) {
    return new ReplicaId(report.deployment(), report.replica());
  }

  /** Forgets the replica whose windows have this key. */
  @Override
  public void delete(ByteBuffer key) {
    ReplicaId.ofWindows(UTF_8.decode(key.duplicate()).toString()).ifPresent(this::forget);
  }

  /** Drops a replica: its window was deleted from the topic. */
  public void forget(ReplicaId replica) {
    residents.forget(replica);
    replicas.remove(replica);
  }

  /** Replicas that it keeps. */
  public int size() {
    return replicas.size();
  }

  /** Replicas that had to go because there were too many, or that were silent for long. */
  public long forgotten() {
    return forgotten.sum();
  }

  /** From now on the table holds all there is, and shows it. */
  @Override
  public void caughtUp() {
    caughtUp = true;
  }

  public boolean isCaughtUp() {
    return caughtUp;
  }

  public int budget() {
    return budget;
  }

  /** What to show now: nothing before {@link #caughtUp}. Cost: linear in the series. */
  public Snapshot snapshot() {
    if (!caughtUp) {
      return Snapshot.EMPTY;
    }
    long nowMs = clock.millis();
    List<ReplicaState> states = replicas.values().stream().map(state -> state.at(nowMs)).toList();
    List<Integer> wanted = states.stream().map(state -> state.series().size()).toList();
    SeriesBudget shares = SeriesBudget.share(budget, wanted);
    List<ReplicaView> views = new ArrayList<>();
    int overflowed = wanted.stream().mapToInt(Integer::intValue).sum();
    for (int i = 0; i < shares.shown(); i++) {
      views.add(ReplicaView.of(states.get(i), shares.detailed().get(i)));
      overflowed -= shares.detailed().get(i);
    }
    if (shares.shown() < states.size()) {
      views.add(ReplicaView.ofRest(states.subList(shares.shown(), states.size())));
    }
    return new Snapshot(List.copyOf(views), overflowed);
  }
}
