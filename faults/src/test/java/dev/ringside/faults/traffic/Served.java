package dev.ringside.faults.traffic;

import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Issued;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/**
 * The forward passes of one replica at drawn times, by true time. An engine numbers the calls of
 * each communicator from its own start, so the numbers go on over pauses and restarts of agents.
 *
 * @param passes in order; each begins after the one before has ended
 */
public record Served(Deployment deployment, int replica, List<Pass> passes) {

  /** A prompt has at least so many tokens, a decode pass fewer: phases need no rule here. */
  public static final int PROMPT = 20;

  /** Of real time to the synthetic replica's: a pass of the toy model takes 7.6 ms a stage. */
  private static final long STRETCH = 100;

  private static final int CHUNK = 1_000;
  private static final int MOST_ROWS = 8;

  /** One forward pass and when it begins, ns since 1970. */
  public record Pass(long startNs, Step step) {

    public boolean isPrefill() {
      return step.tokens() >= PROMPT;
    }
  }

  /** A call, by true time, and the number of the pass it was made in. */
  public record Made(int pass, CollectiveCall call) {}

  public Served {
    passes = List.copyOf(passes);
  }

  /** How long a pass keeps all stages busy. */
  public static long busyNs(Deployment deployment) {
    return STRETCH * SyntheticReplica.busyNs(deployment);
  }

  /**
   * Requests one after the other: a prompt, then up to 40 tokens.
   *
   * @param gapNs mean time between passes at a time; each is drawn between half and 1.5 times it
   */
  public static List<Pass> requests(
      Deployment deployment, long fromNs, long toNs, LongUnaryOperator gapNs, Random random) {
    List<Pass> passes = new ArrayList<>();
    long at = fromNs;
    int tokensLeft = 0;
    int rows = 1;
    while (at + busyNs(deployment) < toNs) {
      boolean prompt = tokensLeft == 0;
      rows = prompt ? 1 + random.nextInt(MOST_ROWS) : rows;
      passes.add(new Pass(at, new Step(prompt ? PROMPT + random.nextInt(200) : rows, rows)));
      tokensLeft = prompt ? 1 + random.nextInt(40) : tokensLeft - 1;
      long mean = gapNs.applyAsLong(at);
      at += Math.max(busyNs(deployment), mean / 2 + (long) (random.nextDouble() * mean));
    }
    return passes;
  }

  public List<Integer> ranks() {
    return deployment.layout().ranksOfReplica(replica);
  }

  /** Hands over {@code rank}'s calls in the order in which they start. */
  public void play(int rank, Consumer<Made> to) {
    Map<Communicator, Long> numbers = new HashMap<>();
    for (int from = 0; from < passes.size(); from += CHUNK) {
      List<Pass> chunk = passes.subList(from, Math.min(passes.size(), from + CHUNK));
      List<Step> steps = chunk.stream().map(Pass::step).toList();
      for (Issued issued : played(steps).issued(rank)) {
        to.accept(new Made(from + issued.step(), timed(issued, chunk.get(issued.step()), numbers)));
      }
    }
  }

  private SyntheticReplica played(List<Step> steps) {
    return new SyntheticReplica(
        deployment, replica, Habits.VLLM, steps, 0, SyntheticReplica.busyNs(deployment));
  }

  private CollectiveCall timed(Issued issued, Pass pass, Map<Communicator, Long> numbers) {
    CollectiveCall call = issued.call();
    long within = call.startNs() - issued.step() * SyntheticReplica.busyNs(deployment);
    return new CollectiveCall(
        call.rank(),
        call.signature(),
        numbers.merge(call.signature().communicator(), 1L, Long::sum) - 1,
        pass.startNs() + STRETCH * within,
        STRETCH * call.durationNs());
  }

  /** The calls that {@code rank} makes in one such pass. */
  List<CollectiveCall> callsOf(Step step, int rank) {
    return played(List.of(step)).calls(rank);
  }
}
