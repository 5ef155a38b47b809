package dev.ringside.flink.codec;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * What may come to one replica's books, drawn from a seed: runs of its ranks, replays and live
 * ones, interleaved at random, with batches lost, repeated and overtaken, deployments changed,
 * poison, and the log read on in between, at times beyond what a rank is waited for.
 */
record History(List<Event> events) {

  static final long WINDOW_NS = 10_000_000_000L;
  static final long LATENESS_NS = 20_000_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long DAY_NS = 86_400 * SECOND_NS;

  /** One thing that happens. */
  sealed interface Event {}

  record Arrival(CallBatch batch, Optional<Deployment> against) implements Event {}

  record Poison() implements Event {}

  record EventTime(long ns) implements Event {}

  static History of(long seed) {
    return new Author(new Random(seed)).write();
  }

  private static final class Author {
    private final Random random;
    private final Deployment deployment;
    private final List<Event> events = new ArrayList<>();
    private long startNs = 1_000 * WINDOW_NS;
    private long timeNs = startNs;

    Author(Random random) {
      this.random = random;
      this.deployment = anyDeployment();
    }

    private Deployment anyDeployment() {
      Engine engine = Habits.ENGINES.get(random.nextInt(Habits.ENGINES.size()));
      int tensor = 1 << random.nextInt(3);
      int pipeline = engine == Engine.TRANSFORMERS ? 1 : 1 + random.nextInt(3);
      int needed = tensor == 1 && pipeline == 1 ? 2 : tensor;
      return Deployments.of(
          Deployments.TOY,
          engine,
          new ParallelLayout(needed, pipeline, 1),
          random.nextBoolean() ? OptionalInt.of(4) : OptionalInt.empty());
    }

    History write() {
      if (random.nextInt(4) == 0) {
        events.add(new Poison());
      }
      int runs = 1 + random.nextInt(4);
      for (int run = 0; run < runs; run++) {
        play("run-" + run);
      }
      events.add(new EventTime(startNs + DAY_NS));
      return new History(events);
    }

    private void play(String runId) {
      long period = (1 + random.nextInt(40)) * SECOND_NS / 10;
      SyntheticReplica replica =
          new SyntheticReplica(deployment, 0, habits(), steps(), startNs, period);
      SyntheticAgent agent =
          random.nextBoolean()
              ? SyntheticAgent.replaying(replica, runId)
              : SyntheticAgent.live(replica, runId);
      List<List<CallBatch>> ranks = new ArrayList<>();
      for (int rank : replica.ranks()) {
        ranks.add(damaged(agent.batches(rank, 60, random)));
      }
      interleave(ranks);
      startNs += replica.steps().size() * period;
    }

    private Habits habits() {
      Habits habits =
          switch (deployment.engine()) {
            case VLLM_V0 -> Habits.VLLM_V0;
            case TRTLLM -> Habits.VLLM.sendingWhole();
            case TRANSFORMERS -> Habits.TRANSFORMERS;
            default -> Habits.VLLM;
          };
      return random.nextInt(4) == 0 ? habits.chatty() : habits;
    }

    private List<SyntheticReplica.Step> steps() {
      List<SyntheticReplica.Step> steps = new ArrayList<>();
      for (int left = 1 + random.nextInt(12); left > 0; left--) {
        int rows = 1 + random.nextInt(4);
        steps.add(new SyntheticReplica.Step(rows + random.nextInt(2) * random.nextInt(40), rows));
      }
      return steps;
    }

    private List<CallBatch> damaged(List<CallBatch> whole) {
      List<CallBatch> batches = new ArrayList<>(whole);
      if (random.nextInt(4) == 0) {
        batches.remove(random.nextInt(batches.size()));
      }
      for (int repeats = random.nextInt(3); repeats > 0 && !batches.isEmpty(); repeats--) {
        int which = random.nextInt(batches.size());
        batches.add(which + random.nextInt(batches.size() - which + 1), batches.get(which));
      }
      if (batches.size() > 1 && random.nextInt(4) == 0) {
        int overtaken = random.nextInt(batches.size() - 1);
        batches.add(overtaken + 1, batches.remove(overtaken));
      }
      return batches;
    }

    private void interleave(List<List<CallBatch>> ranks) {
      int[] next = new int[ranks.size()];
      List<Integer> open = new ArrayList<>();
      for (int i = 0; i < ranks.size(); i++) {
        if (!ranks.get(i).isEmpty()) {
          open.add(i);
        }
      }
      while (!open.isEmpty()) {
        int which = open.get(random.nextInt(open.size()));
        arrive(ranks.get(which).get(next[which]++));
        if (next[which] == ranks.get(which).size()) {
          open.remove(Integer.valueOf(which));
        }
      }
    }

    private void arrive(CallBatch batch) {
      events.add(new Arrival(batch, against()));
      if (random.nextInt(20) == 0) {
        events.add(new Poison());
      }
      if (random.nextInt(4) == 0) {
        long behind = (long) (random.nextDouble() * 2 * WINDOW_NS);
        long leap = random.nextInt(8) == 0 ? (long) (random.nextDouble() * 15 * WINDOW_NS) : 0;
        timeNs = Math.max(timeNs, batch.header().lastEndNs() - behind + leap);
        events.add(new EventTime(timeNs));
      }
    }

    private Optional<Deployment> against() {
      return switch (random.nextInt(30)) {
        case 0 -> Optional.empty();
        case 1 -> Optional.of(deployment.withEngine(otherEngine()));
        default -> Optional.of(deployment);
      };
    }

    private Engine otherEngine() {
      return deployment.engine() == Engine.VLLM ? Engine.VLLM_V0 : Engine.VLLM;
    }
  }
}
