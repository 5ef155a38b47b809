package dev.ringside.bench.load;

import dev.ringside.core.batch.BatchCutter;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.run.Simulation;
import dev.ringside.simulator.scenario.AgentOptions;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Noise;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.scenario.View;
import dev.ringside.simulator.scenario.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the simulator's agents see of Llama-3.1-70B decoding for sixteen sequences that never end:
 * 161 all-reduces and one all-gather of logits a rank and pass. All that is random is the
 * simulation's noise: arrivals jittered by 1 to 4 µs, 2 % on computing, 5 % on transfers.
 *
 * <p>One simulation a deployment, played on as more passes are asked for. Times are brought to
 * whole ticks of the agents' clock. Not thread-safe. Memory: half a second of calls of every rank.
 */
public final class SimulatedLoad implements BenchLoad {

  /** A pass takes less: what a load of so many passes lasts at most. */
  private static final long LONGEST_PASS_NS = 1_000_000_000L / 30;

  private static final int CALLS_A_PASS = 162;
  private static final int ENDLESS = 900_000_000;
  private static final long SEED = 20_261_125L;

  private final LoadShape shape;
  private final String runId;
  private final List<Deployment> deployments = new ArrayList<>();
  private final List<Simulation> simulations = new ArrayList<>();
  private final List<Rows> ranks = new ArrayList<>();
  private final CallColumns block;
  private long silentNs;

  /** Calls of one rank that were played and not yet asked for. */
  private static final class Rows {

    private final CallColumns calls = new CallColumns(8192);
    private SignatureTable signatures = new SignatureTable();
    private BatchCutter cutter;
    private int taken;

    int left() {
      return calls.size() - taken;
    }
  }

  /**
   * @param shape one size only: its {@code sequences} names T̂
   * @param startNs when the first pass begins, whole ticks
   */
  public SimulatedLoad(LoadShape shape, String runId, long startNs) throws Exception {
    if (shape.sequences().size() != 1) {
      throw new IllegalArgumentException("a simulated load has one size: " + shape.sequences());
    }
    this.shape = shape;
    this.runId = runId;
    this.block = new CallColumns(shape.passesABatch() * CALLS_A_PASS);
    for (int index = 0; index < shape.deployments(); index++) {
      Deployment deployment = shape.deployment(index, LoadShape.VOCABULARY);
      deployments.add(deployment);
      simulations.add(Simulation.of(scenario(deployment, index, startNs), Truth.NONE));
    }
    for (int rank = 0; rank < shape.ranks(); rank++) {
      ranks.add(new Rows());
    }
  }

  /** Prompts of one token, so that the first pass is as large as all that follow. */
  private Scenario scenario(Deployment deployment, int index, long startNs) {
    int sequences = shape.sequences().get(0) * shape.replicas();
    Workload workload =
        new Workload(
            Arrivals.listed(Collections.nCopies(sequences, 0L)),
            Lengths.fixed(1),
            Lengths.fixed(ENDLESS),
            0,
            0);
    Noise noise = new Noise(0.02, 0.05, 1_000, 4_000, 0, 0);
    return new Scenario(
        deployment.name(),
        "",
        deployment,
        Serving.DEFAULT,
        workload,
        noise,
        new AgentOptions(View.FULL, 1, 1, 1_000_000_000L, 1024, 8192, false),
        List.of(),
        Long.MAX_VALUE / 4,
        SEED + index,
        startNs);
  }

  @Override
  public List<Deployment> deployments() {
    return Collections.unmodifiableList(deployments);
  }

  @Override
  public int ranks() {
    return shape.ranks();
  }

  @Override
  public int callsAPass() {
    return CALLS_A_PASS;
  }

  @Override
  public int passesABatch() {
    return shape.passesABatch();
  }

  @Override
  public void passes(int count, BatchTaker taker) throws Exception {
    for (int left = count; left > 0; ) {
      int passes = Math.min(left, shape.passesABatch());
      while (!haveAll(passes * CALLS_A_PASS)) {
        play();
      }
      for (Rows rows : ranks) {
        taker.take(take(rows, passes * CALLS_A_PASS));
      }
      left -= passes;
    }
  }

  private boolean haveAll(int calls) {
    return ranks.stream().allMatch(rows -> rows.left() >= calls);
  }

  private void play() throws Exception {
    int ranksEach = shape.replicas() * shape.tensor();
    for (int index = 0; index < simulations.size(); index++) {
      int first = index * ranksEach;
      simulations
          .get(index)
          .advance(
              (header, signatures, calls, from, to) ->
                  keep(ranks.get(first + header.rank()), header, signatures, calls, from, to));
    }
  }

  private void keep(
      Rows rows,
      BatchHeader header,
      SignatureTable signatures,
      CallColumns calls,
      int from,
      int to) {
    if (rows.left() == 0) {
      rows.calls.clear();
      rows.taken = 0;
    }
    if (rows.cutter == null) {
      rows.cutter = cutter(header);
    }
    rows.signatures = signatures;
    for (int row = from; row < to; row++) {
      rows.calls.add(
          calls.signature(row), calls.startNs(row), calls.durationNs(row), calls.sequence(row));
    }
  }

  private RankBatch take(Rows rows, int calls) {
    block.clear();
    for (int row = rows.taken; row < rows.taken + calls; row++) {
      block.add(
          rows.calls.signature(row),
          shape.ticks(rows.calls.startNs(row)) + silentNs,
          Math.max(shape.tickNs(), shape.ticks(rows.calls.durationNs(row))),
          rows.calls.sequence(row));
    }
    rows.taken += calls;
    BatchHeader header = rows.cutter.cut(block, false, 0).next().header();
    return new RankBatch(header, rows.signatures, block);
  }

  private BatchCutter cutter(BatchHeader seen) {
    return new BatchCutter(
        new BatchOrigin(
            seen.deployment(),
            seen.replica(),
            seen.rank(),
            "ringside-bench",
            runId,
            seen.host(),
            List.of()),
        new BatchUnits("simulated", shape.tickNs(), shape.tickNs()),
        (int) Bound.CALLS.most(),
        BatchCutter.ANY_SPAN);
  }

  @Override
  public void silence(long ns) {
    silentNs += shape.ticks(ns);
  }

  /** How long {@code passes} passes last at most. */
  public static long lastingNs(long passes) {
    return passes * LONGEST_PASS_NS;
  }
}
