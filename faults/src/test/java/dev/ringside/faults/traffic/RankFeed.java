package dev.ringside.faults.traffic;

import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.faults.traffic.AgentPlan.Life;
import dev.ringside.faults.traffic.Served.Made;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/** One rank's batches as the log gets them, and what of the rank's calls is in none. */
public final class RankFeed {

  private final Served served;
  private final int rank;
  private final int partition;
  private final AgentPlan plan;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final BitSet cutPasses = new BitSet();
  private final long[] endNs;
  private final Deque<Made> unsent = new ArrayDeque<>();
  private int life;
  private int lastPass = -1;
  private int lastLife;
  private long nextFlushNs;
  private long sequence;
  private long calls;

  private RankFeed(Served served, int rank, int partition, AgentPlan plan) {
    this.served = served;
    this.rank = rank;
    this.partition = partition;
    this.plan = plan;
    this.endNs = new long[served.passes().size()];
    startLife();
  }

  /** Plays {@code rank}'s calls past its agents. */
  public static RankFeed of(Served served, int rank, int partition, AgentPlan plan) {
    RankFeed feed = new RankFeed(served, rank, partition, plan);
    served.play(rank, feed::see);
    feed.goOnTo(Long.MAX_VALUE);
    return feed;
  }

  private void startLife() {
    sequence = 0;
    nextFlushNs = isOver() ? Long.MAX_VALUE : current().fromNs() + plan.flushNs();
  }

  private boolean isOver() {
    return life == plan.lives().size();
  }

  private Life current() {
    return plan.lives().get(life);
  }

  private void see(Made made) {
    long end = plan.clock().applyAsLong(made.call().startNs()) + made.call().durationNs();
    endNs[made.pass()] = Math.max(endNs[made.pass()], end);
    goOnTo(made.call().endNs());
    if (isOver() || made.call().startNs() < current().fromNs() || isSplit(made.pass())) {
      cutPasses.set(made.pass());
    }
    if (!isOver() && made.call().startNs() >= current().fromNs()) {
      unsent.add(made);
    }
  }

  /** True if one agent saw the beginning of the pass and the next one sees the rest. */
  private boolean isSplit(int pass) {
    boolean split = pass == lastPass && life != lastLife;
    lastPass = pass;
    lastLife = life;
    return split;
  }

  /** All flushes and ends of agents before {@code ns}. */
  private void goOnTo(long ns) {
    while (!isOver() && Math.min(nextFlushNs, current().toNs()) < ns) {
      if (nextFlushNs < current().toNs()) {
        flush(nextFlushNs);
        nextFlushNs += plan.flushNs();
      } else {
        endLife();
      }
    }
  }

  private void endLife() {
    if (current().flushesAtEnd()) {
      flush(current().toNs());
    }
    unsent.forEach(made -> cutPasses.set(made.pass()));
    unsent.clear();
    life++;
    startLife();
  }

  private void flush(long nowNs) {
    if (unsent.isEmpty() && !AgentPlan.HEARTBEATS) {
      return;
    }
    BatchHeader header = header(plan.clock().applyAsLong(nowNs));
    List<CollectiveCall> calls = unsent.stream().map(Made::call).map(this::onOwnClock).toList();
    if (plan.lost().test(nowNs)) {
      unsent.forEach(made -> cutPasses.set(made.pass()));
    } else {
      CallBatch batch =
          calls.isEmpty()
              ? new CallBatch(header, new SignatureTable(), new CallColumns(1))
              : SyntheticAgent.batch(header, calls);
      append(new Arrival(plan.delivery().applyAsLong(nowNs), partition, batch));
      this.calls += calls.size();
    }
    unsent.clear();
  }

  private BatchHeader header(long nowNs) {
    return new BatchHeader(
        new BatchOrigin(
            served.deployment().name(),
            served.replica(),
            rank,
            "synthetic",
            current().runId(),
            "host",
            List.of()),
        new BatchUnits("gpu", 1, 1),
        sequence++,
        false,
        new BatchContents(new TreeMap<>(), 0, nowNs, nowNs));
  }

  private CollectiveCall onOwnClock(CollectiveCall call) {
    return new CollectiveCall(
        call.rank(),
        call.signature(),
        call.sequence(),
        plan.clock().applyAsLong(call.startNs()),
        call.durationNs());
  }

  private void append(Arrival arrival) {
    long before =
        arrivals.isEmpty() ? Long.MIN_VALUE : arrivals.get(arrivals.size() - 1).appendNs();
    arrivals.add(arrival.at(Math.max(before + 1, arrival.appendNs())));
  }

  public List<Arrival> arrivals() {
    return Collections.unmodifiableList(arrivals);
  }

  /**
   * True if some call of the rank in that pass is in no batch that arrived, or two runs share it.
   */
  boolean isCut(int pass) {
    return cutPasses.get(pass);
  }

  /** End of the rank's last call in that pass, on its own clock. */
  long endNs(int pass) {
    return endNs[pass];
  }

  /** Calls in the batches that arrived. */
  long calls() {
    return calls;
  }
}
