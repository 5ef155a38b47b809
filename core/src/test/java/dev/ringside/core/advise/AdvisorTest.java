package dev.ringside.core.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.ringside.core.advise.Advice.Ranked;
import dev.ringside.core.advise.Advice.Refused;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.fabric.WireLaw;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.hardware.Roofline;
import dev.ringside.core.hardware.Shapes;
import dev.ringside.core.hardware.WeightBytes;
import dev.ringside.core.parallelism.ParallelLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdvisorTest {

  /** 10 µs and 100 GB/s whatever carries a call. */
  private static final Fabric FLAT = flat(Transport.values());

  @ParameterizedTest
  @EnumSource(Goal.class)
  void ranksBestFirstAndSaysWhyTheOthersLost(Goal goal) {
    Advice advice = advise(Shapes.LLAMA_8B, question(8, 16), goal);

    assertThat(advice.ranked()).hasSize(10);
    Candidate best = advice.ranked().get(0).candidate();
    assertThat(advice.ranked().get(0).reason()).isEmpty();
    double worst = 1;
    for (Ranked one : advice.ranked().subList(1, 10)) {
      assertThat(one.reason()).isNotBlank();
      double ratio = goal.ratio(one.candidate(), best);
      assertThat(ratio).isGreaterThanOrEqualTo(worst);
      worst = ratio;
    }
  }

  @Test
  void usesAllGpusInEveryWay() {
    assertThat(LayoutChoice.of(6, false))
        .hasSize(9)
        .allMatch(layout -> layout.tensor() * layout.pipeline() * layout.data() == 6)
        .doesNotHaveDuplicates();
  }

  @Test
  void spreadsExpertsOnlyWhereThereAreSomeAndReplicasToSpreadThemOver() {
    assertThat(LayoutChoice.of(8, false)).noneMatch(LayoutChoice::expertParallel);
    assertThat(LayoutChoice.of(8, true).stream().filter(LayoutChoice::expertParallel))
        .hasSize(6)
        .allMatch(layout -> layout.data() > 1);
  }

  @Test
  void refusesWhatDoesNotFitWithTheFigures() {
    Advice advice = advise(Shapes.LLAMA_70B, question(8, 1), Goal.TPOT);

    assertThat(advice.refused())
        .filteredOn(refused -> refused.layout().equals(layout(1, 1, 8)))
        .extracting(Refused::reason)
        .containsExactly(
            "does not fit: 141 GB of weights and KV cache on the fullest GPU, 72 GB usable");
    assertThat(advice.ranked()).allMatch(one -> one.candidate().fits());
  }

  @Test
  void aLongerQueueNeedsMoreMemory() {
    Advice few = advise(Shapes.LLAMA_8B, question(1, 1), Goal.TPOT);
    Advice many = advise(Shapes.LLAMA_8B, question(1, 10_000), Goal.TPOT);

    assertThat(few.ranked()).hasSize(1);
    assertThat(many.ranked()).isEmpty();
    assertThat(many.refused().get(0).reason()).startsWith("does not fit: 352 GB");
  }

  @Test
  void refusesWhatTheEngineCannotRunInItsOwnWords() {
    Advice advice = advise(Shapes.LLAMA_3B, question(16, 1), Goal.TPOT);

    assertThat(advice.refused())
        .filteredOn(refused -> refused.layout().tensor() == 16)
        .extracting(Refused::reason)
        .allMatch(reason -> reason.contains("16 does not divide"));
  }

  @Test
  void refusesPathsWithoutACost() {
    Advice advice =
        advisor(Shapes.LLAMA_8B, question(2, 1), Optional.of(flat(Transport.FLASHINFER)))
            .advise(Goal.TPOT);

    assertThat(advice.refused())
        .filteredOn(refused -> refused.layout().tensor() == 2)
        .extracting(Refused::reason)
        .containsExactly("no cost known for NCCL AllGather of tp");
  }

  @Test
  void ranksByVolumeWithoutAFabric() {
    Advice advice = advisor(Shapes.LLAMA_8B, question(4, 1), Optional.empty()).advise(Goal.VOLUME);

    assertThat(advice.ranked())
        .extracting(one -> one.candidate().layout())
        .containsSubsequence(layout(1, 1, 4), layout(1, 4, 1), layout(4, 1, 1));
    assertThat(advice.ranked().get(1).reason()).endsWith(", the best nothing");
    assertThat(advice.unknowns()).contains("no fabric given: no seconds of communication");
  }

  @Test
  void saysWhichGpusFiguresAreEstimates() {
    for (Gpu gpu : List.of(Gpu.R200, Gpu.MI300X, Gpu.GB10)) {
      Question question = new Question(4, 4, gpu, 1, 128, 128, 2);
      assertThat(
              advisor(Shapes.LLAMA_8B, question, Optional.empty()).advise(Goal.VOLUME).unknowns())
          .anyMatch(unknown -> unknown.startsWith("figures of " + gpu.label()));
    }
    assertThat(advise(Shapes.LLAMA_8B, question(4, 1), Goal.VOLUME).unknowns())
        .noneMatch(unknown -> unknown.startsWith("figures of"));
  }

  /** 65 all-reduces and a gather a token: 66·10 µs and the bytes; half the weights each. */
  @Test
  void tokenTimeIsComputeAndCommunication() {
    Candidate two = find(advise(Shapes.LLAMA_8B, question(2, 1), Goal.TPOT), 2, 1, 1);

    double reduces = 65 * (10e-6 + 8192 / 100e9);
    double gather = 10e-6 + 256_512 * 0.5 / 100e9;
    double cache = 192.0 * 131_072 / 2;
    double weights = WeightBytes.of(Shapes.LLAMA_8B, 2).total() - 4096.0 * 128_256 * 2;
    assertThat(two.tpot().commSeconds()).hasValueCloseTo(reduces + gather, withPercentage(1e-6));
    assertThat(two.tpot().computeSeconds())
        .isCloseTo((weights / 2 + cache) / 3.35e12, withPercentage(1e-6));
    assertThat(two.tokensPerSecond()).isCloseTo(1 / two.tpot().seconds(), withPercentage(1e-9));
  }

  /** Four batches of 4 are under way on four stages, instead of one of 16 that visits them all. */
  @Test
  void aPipelineWorksOnABatchAStage() {
    Candidate four = find(advise(Shapes.LLAMA_8B, question(4, 16), Goal.THROUGHPUT), 1, 4, 1);

    double handovers = 3 * 2 * (10e-6 + 4 * 8192 / 100e9);
    assertThat(four.tpot().commSeconds()).hasValueCloseTo(handovers, withPercentage(1e-6));
    assertThat(four.tokensPerSecond()).isCloseTo(16 / four.tpot().seconds(), withPercentage(1e-9));
  }

  /** 32 prompts of 1024 tokens are 4 passes; two stages overlap all but one half of a pass. */
  @Test
  void prefillPassesOverlapInAPipeline() {
    Question question = new Question(2, 8, Gpu.H100, 32, 1024, 128, 2);
    Advice advice = advise(Shapes.LLAMA_8B, question, Goal.TTFT);

    assertThat(find(advice, 1, 2, 1).plan().prefillPasses()).isEqualTo(4);
    double alone =
        new Roofline(on(Shapes.LLAMA_8B, layout(1, 2, 1)), Gpu.H100, 2).seconds(8192, 8, 0);
    assertThat(find(advice, 1, 2, 1).ttft().computeSeconds())
        .isCloseTo(4 * alone * 5 / 8, withPercentage(1e-9));
  }

  @Test
  void idleReplicasMoveNothing() {
    Candidate one = find(advise(Shapes.LLAMA_8B, question(2, 1), Goal.VOLUME), 2, 1, 1);
    Advice eight = advise(Shapes.LLAMA_8B, question(8, 1), Goal.VOLUME);

    assertThat(find(eight, 2, 1, 4).wireBytes()).isEqualTo(one.wireBytes());
    assertThat(eight.unknowns()).anyMatch(unknown -> unknown.contains("idle"));
  }

  @Test
  void narrowWeightsFitWhereWideOnesDoNot() {
    Question wide = new Question(16, 8, Gpu.H100, 1, 128, 128, 2);
    Question narrow = new Question(16, 8, Gpu.H100, 1, 128, 128, 1);

    assertThat(advise(Shapes.DEEPSEEK_V3, wide, Goal.TPOT).ranked()).isEmpty();
    assertThat(advise(Shapes.DEEPSEEK_V3, narrow, Goal.TPOT).ranked()).isNotEmpty();
  }

  @Test
  void saysHowFarTheFabricCanBeTrustedAndWhatExpertsAreTakenToDo() {
    assertThat(advise(Shapes.MIXTRAL, question(8, 4000), Goal.TPOT).unknowns())
        .anyMatch(unknown -> unknown.contains("costs of fabric flat"))
        .anyMatch(unknown -> unknown.contains("experts"))
        .anyMatch(unknown -> unknown.contains("max-num-seqs"));
  }

  @Test
  void questionsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> question(0, 1)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> question(1, 0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new Question(1, 8, Gpu.H100, 1, 0, 1, 2))
        .hasMessageContaining("prompt");
    assertThatThrownBy(() -> new Question(1, 8, Gpu.H100, 1, 1, 1, 0))
        .hasMessageContaining("bytes");
    assertThatThrownBy(() -> question(1, Long.MAX_VALUE)).hasMessageContaining("tokens");
  }

  private static Question question(int gpus, long concurrency) {
    return new Question(gpus, 8, Gpu.H100, concurrency, 128, 128, 2);
  }

  private static Advice advise(ModelShape model, Question question, Goal goal) {
    return advisor(model, question, Optional.of(FLAT)).advise(goal);
  }

  private static Advisor advisor(ModelShape model, Question question, Optional<Fabric> fabric) {
    return new Advisor(question, model, fabric, layout -> on(model, layout));
  }

  private static Candidate find(Advice advice, int tensor, int pipeline, int data) {
    return advice.ranked().stream()
        .map(Ranked::candidate)
        .filter(one -> one.layout().equals(layout(tensor, pipeline, data)))
        .findFirst()
        .orElseThrow();
  }

  private static Fabric flat(Transport... transports) {
    List<CostRule> rules = new ArrayList<>();
    for (Transport transport : transports) {
      for (Reach reach : Reach.values()) {
        rules.add(
            new CostRule(
                transport,
                Optional.empty(),
                reach,
                1,
                1024,
                0,
                Long.MAX_VALUE,
                WireLaw.RING,
                10e-6,
                100e9,
                Confidence.ESTIMATE,
                "made up"));
      }
    }
    return new Fabric("flat", 8, true, rules);
  }

  private static Deployment on(ModelShape model, LayoutChoice layout) {
    return Shapes.on(
        model,
        Engine.VLLM,
        new ParallelLayout(layout.tensor(), layout.pipeline(), layout.data()),
        layout.expertParallel());
  }

  private static LayoutChoice layout(int tensor, int pipeline, int data) {
    return new LayoutChoice(tensor, pipeline, data, false);
  }
}
