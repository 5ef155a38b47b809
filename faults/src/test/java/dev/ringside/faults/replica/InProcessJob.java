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
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankStream;
import dev.ringside.faults.traffic.Arrival;
import dev.ringside.faults.traffic.Scene;
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
  private final PartitionTimes times;
  private long nowNs;

  /**
   * @param startedNs when the job began to read
   */
  InProcessJob(long startedNs) {
    times = new PartitionTimes(startedNs);
    nowNs = startedNs;
  }

  void deploy(Deployment deployment) {
    deployments.put(deployment.name(), deployment);
  }

  /**
   * A record is read.
   *
   * @param atNs when
   */
  void read(Arrival arrival, long atNs) {
    idleUntil(atNs);
    CallBatch batch = arrival.batch();
    String key = arrival.deployment() + "/" + batch.header().replica();
    replicas
        .computeIfAbsent(key, k -> new Replica(arrival.deployment(), batch.header().replica()))
        .accept(arrival, deployments.get(arrival.deployment()));
    times.read(arrival, atNs);
    advance();
  }

  /** Nothing more is read until {@code atNs}; the job looks at its clock now and then. */
  void idleUntil(long atNs) {
    long step = atNs - nowNs > 300 * Scene.SECOND ? 10 * Scene.SECOND : Scene.SECOND;
    while (nowNs + step < atNs) {
      nowNs += step;
      advance();
    }
    nowNs = Math.max(nowNs, atNs);
  }

  private void advance() {
    if (times.advance(nowNs)) {
      replicas.values().forEach(replica -> replica.readUpTo(times.watermarkNs()));
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
    private long arrived;

    Replica(String deployment, int number) {
      join = new ReplicaJoin(number, SETTINGS.windows());
      books = new ReplicaBooks(deployment, number, SETTINGS);
      desks =
          new Desks().with(books, reports::add).with(new LateDesk(deployment, number), late::add);
    }

    void accept(Arrival arrival, Deployment against) {
      CallBatch batch = arrival.batch();
      RankEvent event =
          streams
              .computeIfAbsent(batch.header().rank(), rank -> new RankStream())
              .accept(batch, Optional.ofNullable(against), WINDOW_NS, arrival.appendNs());
      arrived += event.observed();
      books.arrived(arrived);
      desks.accept(join.accept(event));
    }

    void readUpTo(long brokerNs) {
      OptionalLong timer = join.nextTimerNs();
      if (timer.isPresent() && timer.getAsLong() <= brokerNs) {
        desks.accept(join.readUpTo(brokerNs));
      }
    }
  }
}
