package dev.ringside.simulator.play;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.replica.PassWork;
import dev.ringside.simulator.schedule.Batch;
import dev.ringside.simulator.schedule.ContinuousBatching;
import dev.ringside.simulator.schedule.Scheduler;
import dev.ringside.simulator.schedule.SchedulerSettings;
import dev.ringside.simulator.workload.Request;
import org.junit.jupiter.api.Test;

/** T̂ and R of passes whose sizes lie between those that graphs were captured for. */
class WirePaddingTest {

  private static final double[] SOUND = {1};
  private static final double[] BOTH_SOUND = {1, 1};

  private static Serving serving(Engine engine) {
    return Serving.of(Models.LLAMA_8B, engine).on(4, 1, 1).version("0.11.0").gpu("h100", 8);
  }

  private static Scheduler scheduler(int requests, int promptTokens, int drafted) {
    Scheduler scheduler =
        new ContinuousBatching(
            new SchedulerSettings(1024, 1 << 20, true, drafted, 1, false), Dice.of(1));
    for (int id = 0; id < requests; id++) {
      scheduler.admit(new Request(id, 0, promptTokens, 100, 0, false));
    }
    return scheduler;
  }

  private static Batch prefill(int requests, int promptTokens) {
    return scheduler(requests, promptTokens, 0).next();
  }

  private static Batch decode(int requests, int drafted) {
    Scheduler scheduler = scheduler(requests, 1, drafted);
    scheduler.complete(scheduler.next(), 1);
    Batch batch = scheduler.next();
    assertThat(batch.size()).isEqualTo(requests);
    assertThat(batch.isDecodeOnly()).isTrue();
    return batch;
  }

  private static PassWork one(Deployment deployment, Batch batch) {
    return new WirePadding(deployment).works(new Batch[] {batch}, SOUND)[0];
  }

  @Test
  void aDecodePassIsPaddedToTheNextGraph() {
    PassWork work = one(serving(Engine.VLLM).deployment(), decode(11, 0));

    assertThat(work.tokens()).isEqualTo(16);
    assertThat(work.rows()).isEqualTo(11);
    assertThat(work.decode()).isTrue();
    assertThat(work.replayed()).isTrue();
  }

  @Test
  void aPassLargerThanEveryGraphIsLeftAsItIs() {
    PassWork work = one(serving(Engine.VLLM).deployment(), prefill(3, 1001));

    assertThat(work.tokens()).isEqualTo(3003);
    assertThat(work.decode()).isFalse();
    assertThat(work.replayed()).isFalse();
  }

  @Test
  void nothingIsPaddedWithoutGraphs() {
    Deployment eager = serving(Engine.VLLM).flag(EngineFlag.ENFORCE_EAGER).deployment();

    assertThat(one(eager, decode(11, 0)).tokens()).isEqualTo(11);
  }

  /** SGLang's LM head lies inside the graph, so padding rows have logits too. */
  @Test
  void sglangPadsRowsOfLogitsToo() {
    PassWork work = one(serving(Engine.SGLANG).deployment(), decode(9, 0));

    assertThat(work.tokens()).isEqualTo(12);
    assertThat(work.rows()).isEqualTo(12);
  }

  @Test
  void transformersComputesTheWholeRectangle() {
    Scheduler scheduler = scheduler(1, 30, 0);
    scheduler.admit(new Request(1, 0, 100, 5, 0, false));

    assertThat(one(serving(Engine.TRANSFORMERS).deployment(), scheduler.next()).tokens())
        .isEqualTo(200);
  }

  @Test
  void sequenceParallelRanksHaveEqualParts() {
    Deployment parts =
        serving(Engine.VLLM).flag(EngineFlag.ENFORCE_EAGER).sequenceParallel().deployment();

    assertThat(one(parts, decode(10, 0)).tokens()).isEqualTo(12);
  }

  @Test
  void aFaultBlowsPaddingUpAfterTheGraphIsChosen() {
    WirePadding padding = new WirePadding(serving(Engine.VLLM).deployment());

    PassWork work = padding.works(new Batch[] {decode(11, 0)}, new double[] {2.5})[0];

    assertThat(work.tokens()).isEqualTo(40);
    assertThat(work.rows()).isEqualTo(11);
  }

  @Test
  void replicasThatReplayAGraphArePaddedToTheLargest() {
    WirePadding padding = new WirePadding(serving(Engine.VLLM).on(4, 1, 2).deployment());

    PassWork[] works = padding.works(new Batch[] {decode(3, 0), decode(30, 0)}, BOTH_SOUND);

    assertThat(works).extracting(PassWork::tokens).containsExactly(32L, 32L);
    assertThat(works).extracting(PassWork::rows).containsExactly(3L, 30L);
  }

  @Test
  void noReplicaIsPaddedIfOneIsTooLargeForAGraph() {
    WirePadding padding = new WirePadding(serving(Engine.VLLM).on(4, 1, 2).deployment());

    PassWork[] works = padding.works(new Batch[] {decode(3, 0), prefill(3, 1001)}, BOTH_SOUND);

    assertThat(works).extracting(PassWork::tokens).containsExactly(3L, 3003L);
    assertThat(works).extracting(PassWork::decode).containsOnly(false);
    assertThat(works[1].replayed()).isFalse();
  }

  @Test
  void aReplicaWithoutRequestsPlaysADummyOfOneToken() {
    WirePadding padding =
        new WirePadding(
            serving(Engine.VLLM)
                .on(4, 1, 2)
                .flag(EngineFlag.ENFORCE_EAGER)
                .drafting(2, Models.draftOf(Models.LLAMA_8B))
                .deployment());

    PassWork[] works = padding.works(new Batch[] {decode(5, 2), new Batch(2)}, BOTH_SOUND);

    assertThat(works[1].isDummy()).isTrue();
    assertThat(works[1].tokens()).isEqualTo(3);
    assertThat(works[1].drafts()).isEmpty();
    assertThat(works[0].tokens()).isEqualTo(15);
  }

  /** The step's 15 tokens are padded to 16 first, then 5 requests to 8. */
  @Test
  void theDraftingModelRunsOnceOverTheStepAndThenOnceARequest() {
    Deployment drafting =
        serving(Engine.VLLM).drafting(2, Models.draftOf(Models.LLAMA_8B)).deployment();

    PassWork work = one(drafting, decode(5, 2));

    assertThat(work.tokens()).isEqualTo(16);
    assertThat(work.rows()).isEqualTo(15);
    assertThat(work.drafts()).containsExactly(16, 8);
  }
}
