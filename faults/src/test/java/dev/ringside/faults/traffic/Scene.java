package dev.ringside.faults.traffic;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import dev.ringside.faults.traffic.AgentPlan.Life;
import dev.ringside.faults.traffic.Served.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.LongUnaryOperator;

/**
 * One live replica: what it serves and what happens to its agents. Unless told otherwise each rank
 * has one agent, a clock that is right to 5 ms, and batches that reach the broker within 300 ms.
 *
 * <p>A few passes follow twenty seconds after the others, so that the windows before them are whole
 * for every rank; only those windows are judged.
 */
public final class Scene {

  public static final long SECOND = 1_000_000_000L;
  public static final long HOUR = 3_600 * SECOND;
  public static final int PARTITIONS = 4;

  private static final int CLOCK_NS = 5_000_000;
  private static final int WAY_NS = 300_000_000;
  private static final long QUIET_NS = 20 * SECOND;
  private static final int TAIL_PASSES = 5;
  private static final List<int[]> LAYOUTS =
      List.of(new int[] {2, 1}, new int[] {4, 1}, new int[] {2, 2}, new int[] {1, 2});

  private final Served served;
  private final long tailNs;
  private final Map<Integer, AgentPlan> plans = new TreeMap<>();
  private Map<Integer, RankFeed> feeds = Map.of();

  private Scene(Served served, long fromNs, long tailNs, Random random) {
    this.served = served;
    this.tailNs = tailNs;
    long flushNs = SECOND + random.nextInt(4) * SECOND;
    for (int rank : served.ranks()) {
      long offset = random.nextInt(2 * CLOCK_NS) - CLOCK_NS;
      Random way = new Random(random.nextLong());
      plans.put(
          rank,
          AgentPlan.calm("run-" + rank, fromNs - SECOND, endNs(), flushNs)
              .on(ns -> ns + offset)
              .delivered(ns -> ns + way.nextInt(WAY_NS)));
    }
  }

  /**
   * A replica that serves from {@code fromNs} to {@code toNs}.
   *
   * @param gapNs mean time between passes, at a time
   */
  public static Scene serving(
      Deployment deployment, long fromNs, long toNs, LongUnaryOperator gapNs, Random random) {
    List<Pass> passes = Served.requests(deployment, fromNs, toNs, gapNs, random);
    return of(deployment, passes, fromNs, toNs, random);
  }

  /** A replica with these passes, the last of which ends before {@code toNs}. */
  public static Scene of(
      Deployment deployment, List<Pass> passes, long fromNs, long toNs, Random random) {
    List<Pass> all = new ArrayList<>(passes);
    for (int i = 0; i < TAIL_PASSES; i++) {
      all.add(new Pass(toNs + QUIET_NS + i * SECOND, new Step(1, 1)));
    }
    return new Scene(new Served(deployment, 0, all), fromNs, toNs + QUIET_NS, random);
  }

  /** A toy deployment on a layout drawn from those with two to four ranks. */
  public static Deployment drawn(String name, Random random) {
    int[] layout = LAYOUTS.get(random.nextInt(LAYOUTS.size()));
    return deployment(name, layout[0], layout[1]);
  }

  /** A toy deployment on a layout of its own. */
  public static Deployment deployment(String name, int tensor, int pipeline) {
    Deployment toy =
        Deployments.of(
            Deployments.TOY,
            Engine.VLLM,
            new ParallelLayout(tensor, pipeline, 1),
            OptionalInt.of(8));
    return new Deployment(
        name,
        toy.model(),
        toy.engine(),
        toy.layout(),
        toy.dataType(),
        toy.maxNumSeqs(),
        toy.fabric());
  }

  /** Lets something happen to each rank's agents. */
  public Scene let(BiFunction<Integer, AgentPlan, AgentPlan> happen) {
    plans.replaceAll(happen);
    return this;
  }

  public AgentPlan plan(int rank) {
    return plans.get(rank);
  }

  public List<Integer> ranks() {
    return served.ranks();
  }

  public Deployment deployment() {
    return served.deployment();
  }

  /** When all agents have stopped. */
  public long endNs() {
    return tailNs + QUIET_NS;
  }

  /** Splits a rank's one agent in two at {@code atNs}, the second starting {@code downNs} later. */
  public static AgentPlan restarted(AgentPlan plan, long atNs, long downNs, boolean asked) {
    List<Life> lives = new ArrayList<>(plan.lives());
    Life last = lives.remove(lives.size() - 1);
    lives.add(new Life(last.runId(), last.fromNs(), atNs, asked));
    lives.add(new Life(last.runId() + "'", atNs + downNs, last.toNs(), true));
    return plan.living(lives);
  }

  private Map<Integer, RankFeed> feeds() {
    if (feeds.isEmpty()) {
      feeds = new TreeMap<>();
      plans.forEach(
          (rank, plan) -> feeds.put(rank, RankFeed.of(served, rank, rank % PARTITIONS, plan)));
    }
    return feeds;
  }

  /** What the log gets, in the order in which it is appended. */
  public List<Arrival> log() {
    List<Arrival> log = new ArrayList<>();
    feeds().values().forEach(feed -> log.addAll(feed.arrivals()));
    log.sort(Arrival.BY_APPEND);
    return log;
  }

  /** The windows that end before the tail, as they were. */
  public Truth truth(long windowNs) {
    return Truth.of(served, feeds().values(), windowNs).until(tailNs, windowNs);
  }

  /** Calls in all batches that arrive, the tail's included. */
  public long calls() {
    return feeds().values().stream().mapToLong(RankFeed::calls).sum();
  }
}
