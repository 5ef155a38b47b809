package dev.ringside.faults.replica;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.books.LateCalls;
import dev.ringside.core.books.LateDesk;
import dev.ringside.core.books.LedgerSettings;
import dev.ringside.core.books.ReplicaBooks;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.Desks;
import dev.ringside.core.join.ReplicaJoin;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.stream.RankStream;
import dev.ringside.faults.traffic.Arrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Streams, joins and books of all replicas of one topic, told what is read in which order. The one
 * class here that knows how the job's operator drives them.
 */
final class InProcessJob {

  static final long WINDOW_NS = 10_000_000_000L;
  private static final long LATENESS_NS = 60_000_000_000L;
  private static final LedgerSettings SETTINGS = new LedgerSettings(WINDOW_NS, LATENESS_NS, 1);

  private final Map<String, Deployment> deployments = new HashMap<>();
  private final Map<String, Replica> replicas = new TreeMap<>();
  private final PartitionTimes times = new PartitionTimes();

  void deploy(Deployment deployment) {
    deployments.put(deployment.name(), deployment);
  }

  /**
   * A record is read.
   *
   * @param nowNs when
   */
  void read(Arrival arrival, long nowNs) {
    CallBatch batch = arrival.batch();
    String key = arrival.deployment() + "/" + batch.header().replica();
    replicas
        .computeIfAbsent(key, k -> new Replica(arrival.deployment(), batch.header().replica()))
        .accept(batch, deployments.get(arrival.deployment()), times.watermarkNs());
    times.read(arrival, nowNs);
    advance(nowNs);
  }

  /** All partitions have been read to their ends, and it is {@code nowNs}. */
  void idleUntil(long nowNs) {
    advance(nowNs);
  }

  private void advance(long nowNs) {
    if (times.advance(nowNs)) {
      replicas.values().forEach(replica -> replica.advance(times.watermarkNs()));
    }
  }

  List<WindowReport> reports(String deployment) {
    return of(deployment).flatMap(replica -> replica.reports.stream()).toList();
  }

  List<LateCalls> late(String deployment) {
    return of(deployment).flatMap(replica -> replica.late.stream()).toList();
  }

  RunningTotals totals(String deployment) {
    return of(deployment).findFirst().orElseThrow().books.runningTotals();
  }

  private Stream<Replica> of(String deployment) {
    return replicas.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(deployment + "/"))
        .map(Map.Entry::getValue);
  }

  /** One replica, put together as the operator does it. */
  private static final class Replica {

    private final Map<Integer, RankStream> streams = new HashMap<>();
    private final List<WindowReport> reports = new ArrayList<>();
    private final List<LateCalls> late = new ArrayList<>();
    private final ReplicaJoin join;
    private final ReplicaBooks books;
    private final Desks desks;

    Replica(String deployment, int number) {
      join = new ReplicaJoin(number, SETTINGS.windows());
      books = new ReplicaBooks(deployment, number, SETTINGS);
      desks =
          new Desks()
              .with(books, reports::add)
              .with(new LateDesk(deployment, number), late::add);
    }

    void accept(CallBatch batch, Deployment against, long watermarkNs) {
      if (watermarkNs != Long.MIN_VALUE && join.isBehind(watermarkNs)) {
        desks.accept(join.advance(watermarkNs));
      }
      desks.accept(
          join.accept(
              streams
                  .computeIfAbsent(batch.header().rank(), rank -> new RankStream())
                  .accept(batch, Optional.ofNullable(against), WINDOW_NS)));
    }

    void advance(long watermarkNs) {
      OptionalLong timer =
          Stream.of(join.nextTimerNs(), desks.nextTimerNs())
              .flatMapToLong(OptionalLong::stream)
              .min();
      if (timer.isPresent() && timer.getAsLong() <= watermarkNs) {
        desks.accept(join.advance(watermarkNs));
      }
    }
  }
}
