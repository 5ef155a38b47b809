package dev.ringside.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.explain.Since;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TensorRT-LLM on two H100: seven layers, so 15 sums a pass. */
class TunedCarriersTest {

  private static final List<Step> STEPS =
      List.of(new Step(100, 1), new Step(1, 1), new Step(2, 2), new Step(3, 3), new Step(9000, 2));

  private static Serving trtllm() {
    return Serving.of(Deployments.TOY, Engine.TRTLLM).on(2, 1, 1).maxNumSeqs(8).gpu("h100", 8);
  }

  private static SyntheticReplica played(Deployment deployment, Transport by) {
    Habits habits = new Habits(Collective.ALL_GATHER, by, Habits.VLLM.all());
    return new SyntheticReplica(deployment, habits, STEPS);
  }

  private static Judgement judged(Deployment deployment, Transport by, Set<Sight> sights) {
    SyntheticReplica replica = played(deployment, by);
    return Judgement.of(
        Optional.of(deployment), Seen.all(replica), 0, replica.ranks(), 1, Since.CLOCK, sights);
  }

  /** Buckets are the last powers of two, up to 8192 tokens. */
  @Test
  void sumsAreCountedByPowersOfTwo() {
    Deployment deployment = trtllm().deployment();
    Observation seen = Seen.all(played(deployment, Transport.TRTLLM));
    assertThat(TunedCarriers.of(deployment, seen))
        .allMatch(one -> one.by() == Transport.TRTLLM && one.ranks().equals(List.of(0, 1)))
        .extracting(TunedCarriers.Seen::tokens, TunedCarriers.Seen::calls)
        .containsExactly(tuple(1L, 30L), tuple(2L, 60L), tuple(64L, 30L), tuple(8192L, 30L));
  }

  @Test
  void anEngineThatGoesByRulesHasNone() {
    Deployment told = trtllm().flag(EngineFlag.DISABLE_AUTOTUNE).deployment();
    assertThat(TunedCarriers.of(told, Seen.all(played(told, Transport.NCCL)))).isEmpty();
    Deployment before = trtllm().version("1.1.0").deployment();
    assertThat(TunedCarriers.of(before, Seen.all(played(before, Transport.NCCL)))).isEmpty();
    Deployment unknown = Deployments.toy(Engine.TRTLLM, 2, 1);
    assertThat(TunedCarriers.of(unknown, Seen.all(played(unknown, Transport.NCCL)))).isEmpty();
  }

  /** Whatever the engine found the fastest is as good as planned. */
  @ParameterizedTest
  @EnumSource(names = {"NCCL", "NCCL_SYMMETRIC", "TRTLLM"})
  void whatWasMeasuredIsHeldAgainstNoPlan(Transport by) {
    Judgement judgement = judged(trtllm().deployment(), by, Set.of(Sight.KINETO));
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(judgement.findings()).extracting(Finding::kind).doesNotContain(changed());
  }

  /** With the table it is. */
  @Test
  void whatTheTableSaysIs() {
    Deployment told = trtllm().flag(EngineFlag.DISABLE_AUTOTUNE).deployment();
    assertThat(judged(told, Transport.NCCL, Set.of(Sight.KINETO)).findings())
        .extracting(Finding::kind)
        .contains(changed());
  }

  /** NCCL shows none of them, so kernels of the engine's own carry them: likely, and not sure. */
  @Test
  void whatNcclDoesNotShowIsElsewhere() {
    Deployment deployment = trtllm().deployment();
    Habits hidden = Habits.VLLM.hidingAllReduces();
    SyntheticReplica replica = new SyntheticReplica(deployment, hidden, STEPS);
    Judgement judgement =
        Judgement.of(
            Optional.of(deployment),
            Seen.all(replica),
            0,
            replica.ranks(),
            1,
            Since.CLOCK,
            Set.of(Sight.NCCL));
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH_BY_COUNT);
    assertThat(judgement.rows()).anyMatch(row -> row.verdict() == Verdict.ELSEWHERE);
    assertThat(judgement.findings()).extracting(Finding::kind).doesNotContain(changed());
  }

  private static String changed() {
    return FindingKind.CARRIER_CHANGED.label();
  }
}
