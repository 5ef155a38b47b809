package dev.ringside.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fault.FaultTable;
import dev.ringside.core.fault.KnownFault;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import dev.ringside.core.verdict.Judgement;
import dev.ringside.simulator.fault.FaultKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Known faults of engines played layer by layer, which must be named, beside the same run without
 * them, which must match.
 */
class SimulatedFaultsTest {

  /** Dense layers come first. */
  private static final ModelShape LATENT = small(Models.DEEPSEEK_V3, 6, 2);

  private static final ModelShape EXPERTS = small(Models.QWEN3_235B, 4, 0);

  /**
   * @param fault of the simulated engine
   * @param without a release that has no such fault
   */
  private record Example(String id, Serving serving, FaultKind fault, String without) {

    @Override
    public String toString() {
      return id;
    }
  }

  static Stream<Example> examples() {
    return Stream.of(
        new Example(
            "vllm#50691",
            spread(LATENT, "DeepseekV3ForCausalLM", 2).version("0.32.0"),
            FaultKind.LAYOUT_GUESSED,
            "0.25.0"),
        new Example(
            "vllm#50154",
            spread(LATENT, "GlmMoeDsaForCausalLM", 4).version("0.26.0").flag("enforce-eager"),
            FaultKind.LAYOUT_GUESSED,
            "0.28.0"),
        new Example(
            "vllm#50681",
            spread(EXPERTS, "Qwen3NextForCausalLM", 2).version("0.27.1"),
            FaultKind.LAYOUT_GUESSED,
            "0.28.0"),
        new Example(
            "vllm#58061",
            spread(LATENT, "Glm5NextForConditionalGeneration", 2).version("0.30.0"),
            FaultKind.DIFFERENT_TOKENS_SUMMED,
            "0.31.0"),
        new Example(
            "sglang#37187",
            Serving.of(EXPERTS.of(ModelFamily.of("GptOssForCausalLM")), Engine.SGLANG)
                .on(4, 1, 1)
                .attentionReplicas(4)
                .experts(AllToAll.ALLGATHER_REDUCESCATTER)
                .version("0.5.18"),
            FaultKind.EXPERTS_SUMMED_TWICE,
            "0.5.19"),
        new Example(
            "vllm#49122",
            whole(EXPERTS, "AriaForConditionalGeneration").version("0.33.0"),
            FaultKind.EXTRA_COLLECTIVES,
            "0.23.0"),
        new Example(
            "vllm#23169",
            whole(EXPERTS, "Qwen3MoeForCausalLM").version("0.10.1"),
            FaultKind.EXTRA_COLLECTIVES,
            "0.10.2"));
  }

  private static ModelShape small(ModelShape of, int layers, int dense) {
    return new ModelShape(
        "small",
        layers,
        512,
        6400,
        of.tensorsHandedOver(),
        of.attention(),
        new FeedForwardShape(1024, 16, 2, 256, of.feedForward().sharedExperts(), dense),
        false);
  }

  private static Serving spread(ModelShape model, String family, int tensor) {
    return Serving.of(model.of(ModelFamily.of(family)), Engine.VLLM)
        .on(tensor, 1, 2)
        .experts(AllToAll.ALLGATHER_REDUCESCATTER);
  }

  private static Serving whole(ModelShape model, String family) {
    return Serving.of(model.of(ModelFamily.of(family)), Engine.VLLM).on(4, 1, 1);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theFaultIsNamedAndTheSameRunWithoutItMatches(Example example) throws Exception {
    Deployment on = example.serving().deployment();
    KnownFault fault =
        FaultTable.bundled().faults().stream()
            .filter(one -> one.id().equals(example.id()))
            .findFirst()
            .orElseThrow();
    assertThat(FaultTable.bundled().of(on)).contains(fault);

    PlayedRun faulty = new PlayedRun(on, Optional.of(example.fault()));
    PlayedRun sound = new PlayedRun(on, Optional.empty());
    for (int replica = 0; replica < on.layout().data(); replica++) {
      Judgement deviating = faulty.judge(on, replica);
      assertThat(deviating.verdict()).isEqualTo(Verdict.DEVIATION);
      assertThat(named(deviating)).as("%s", inWords(deviating)).containsExactly(example.id());
      Judgement matching = sound.judge(on, replica);
      assertThat(matching.verdict()).as("%s", inWords(matching)).isIn(matches(on));
      assertThat(named(matching)).isEmpty();
    }
    Deployment without = example.serving().version(example.without()).deployment();
    assertThat(named(faulty.judge(without, 0))).isEmpty();
  }

  /** How many tokens each replica of attention brings does not always show. */
  private static List<Verdict> matches(Deployment on) {
    return on.options().attentionReplicas() > 1
        ? List.of(Verdict.MATCH, Verdict.MATCH_BY_COUNT)
        : List.of(Verdict.MATCH);
  }

  /** The rows that do not match, for messages. */
  static List<String> inWords(Judgement judgement) {
    return judgement.rows().stream()
        .filter(row -> row.verdict() != Verdict.MATCH)
        .map(
            row ->
                "%s %s %s %s %d: expected %d, seen %d to %d (%s)"
                    .formatted(
                        row.parallelism().label(),
                        row.phase().label(),
                        row.collective().label(),
                        row.dataType(),
                        row.sendElements(),
                        row.expectedPerRank(),
                        row.observedMin(),
                        row.observedMax(),
                        row.verdict().label()))
        .toList();
  }

  private static List<String> named(Judgement judgement) {
    return judgement.findings().stream()
        .filter(finding -> finding.kind().equals("known_fault"))
        .map(Finding::evidence)
        .map(evidence -> evidence.get("id"))
        .toList();
  }
}
