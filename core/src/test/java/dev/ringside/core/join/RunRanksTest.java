package dev.ringside.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.align.Held;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.synthetic.Deployments;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is kept of many ranks, so that no batch asks all of them, is what asking them would say. */
class RunRanksTest {

  private static final int RANKS = 32;
  private static final int STEPS = 20_000;
  private static final long TIMEOUT_NS = 500;
  private static final Deployment DEPLOYMENT = Deployments.toy(Engine.VLLM, RANKS, 1);

  private final Random random = new Random(11);
  private final RunRanks ranks = new RunRanks(RunRef.of("run", List.of()), 0);

  @Test
  void theLeastMarkIsThatOfTheSlowestRankWhateverHappens() {
    ranks.deploy(DEPLOYMENT);
    int known = 0;
    for (int step = 0; step < STEPS; step++) {
      somethingHappens(step);

      assertThat(ranks.markNs()).as("step %d", step).isEqualTo(leastOfAll());
      known += ranks.markNs() > Long.MIN_VALUE ? 1 : 0;
    }
    assertThat(known).as("steps in which all had come somewhere").isGreaterThan(STEPS / 2);
  }

  @Test
  void noRankIsTakenToBeBehindThatIsNot() {
    ranks.deploy(DEPLOYMENT);
    int come = 0;
    for (int step = 0; step < STEPS; step++) {
      somethingHappens(step);
      long sinceNs = step - TIMEOUT_NS;
      long toNs = step - random.nextInt(200);
      boolean may = ranks.mayHaveCome(toNs, sinceNs);

      if (ranks.bareMarkNs(sinceNs) >= toNs) {
        assertThat(may).as("step %d", step).isTrue();
        come++;
      }
    }
    assertThat(come).isBetween(STEPS / 10, STEPS * 9 / 10);
  }

  @Test
  void aRankThatBeginsAgainIsCountedOnce() {
    ranks.deploy(DEPLOYMENT);
    for (int round = 0; round < 3; round++) {
      for (int rank = 0; rank < RANKS; rank++) {
        ranks.end(ranks.hear(sender(rank, "run" + round), new Heard(1, 1), TIMEOUT_NS));
      }
      assertThat(ranks.ended()).isEqualTo(RANKS);
    }
  }

  private void somethingHappens(int step) {
    int rank = random.nextInt(RANKS);
    int what = random.nextInt(100);
    if (what == 0 && step > RANKS) {
      ranks.giveUp(rank);
      return;
    }
    String run = "run" + (what == 1 ? random.nextInt(3) : 0);
    RankProgress progress = ranks.hear(sender(rank, run), new Heard(step, step), TIMEOUT_NS);
    if (!progress.isNumbered() && what > 10) {
      progress.number(0);
      ranks.noteNumbers();
    }
    if (progress.isNumbered() && (what > 90 || progress.hasNoPass())) {
      long[] ends = {step};
      PassBlock block =
          new PassBlock(rank, step, new StepSizes(1, 1), true, ends, List.of(), List.of());
      ranks.deliver(progress, new Held(block, step));
      ranks.noteJoined(List.of(block.whole()), step + random.nextInt(50));
    }
  }

  private static Sender sender(int rank, String run) {
    return new Sender(DEPLOYMENT.name(), 0, rank, run, List.of());
  }

  private long leastOfAll() {
    long least = Long.MAX_VALUE;
    for (int rank : ranks.expected()) {
      RankProgress progress = ranks.byRank().get(rank);
      boolean known = progress != null && progress.isNumbered() && !progress.hasNoPass();
      if (progress == null || !progress.isSilent()) {
        least = Math.min(least, known ? progress.markNs() : Long.MIN_VALUE);
      }
    }
    return least == Long.MAX_VALUE ? Long.MIN_VALUE : least;
  }
}
