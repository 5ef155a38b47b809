package dev.ringside.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.StepSizes.Beside;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Drafts and logits of prompts, at figures of vLLM's facts (3.2, 3.4); h 256, v 2048, t 2. */
class DraftFormsTest {

  private static final long HIDDEN = 256;
  private static final long SHARD = 1024;

  /** As recorded of DeepSeek's MTP layer: T = 64 rows, then a head of one layer over the same. */
  @Test
  void aHeadSumsThreeTimesOverTheRowsOfItsTarget() {
    Deployment one = drafting("DeepseekV3ForCausalLM", 1);
    assertThat(drafts(one, new StepSizes(64, 1, List.of(), 64, 1)))
        .containsExactly(
            tuple(Collective.ALL_REDUCE, 64 * HIDDEN, 3L), tuple(Collective.ALL_GATHER, SHARD, 1L));
  }

  @Test
  void laterPassesRunOverTheRequests() {
    Deployment three = drafting("DeepseekV3ForCausalLM", 3);
    assertThat(drafts(three, new StepSizes(20, 20, List.of(), 20, 5)))
        .containsExactlyInAnyOrder(
            tuple(Collective.ALL_REDUCE, 20 * HIDDEN, 3L),
            tuple(Collective.ALL_REDUCE, 5 * HIDDEN, 6L),
            tuple(Collective.ALL_GATHER, 5 * SHARD, 3L));
  }

  /** Their projection of two inputs gathers its output. */
  @Test
  void someHeadsGatherBesides() {
    Deployment one = drafting("Qwen3NextForCausalLM", 1);
    assertThat(drafts(one, new StepSizes(64, 1, List.of(), 64, 1)))
        .containsExactlyInAnyOrder(
            tuple(Collective.ALL_REDUCE, 64 * HIDDEN, 3L),
            tuple(Collective.ALL_GATHER, 64 * HIDDEN / 2, 1L),
            tuple(Collective.ALL_GATHER, SHARD, 1L));
  }

  /** N-grams call nothing, and which it is no deployment says. */
  @Test
  void aStepThatDraftsNothingHasNoneOfIt() {
    assertThat(drafts(drafting("DeepseekV3ForCausalLM", 3), new StepSizes(4, 4))).isEmpty();
    assertThat(drafts(drafting("DeepseekV3ForCausalLM", 0), new StepSizes(4, 4, List.of(), 4, 1)))
        .isEmpty();
  }

  /** As recorded with prompt log-probabilities: 40 tokens, 1 row, and 39 of the prompt. */
  @Test
  void logitsOfPromptsAreExpectedAsTheyWereAskedFor() {
    Beside beside = new Beside(-1, List.of(), List.of(), List.of(39L, 1024L), 0);
    StepSizes sizes = new StepSizes(1100, 2, List.of(), -1, -1, beside);
    assertThat(calls(drafting("LlamaForCausalLM", 0), sizes, Purpose.LOGITS))
        .containsExactly(
            tuple(Collective.ALL_GATHER, 2 * SHARD, 1L),
            tuple(Collective.ALL_GATHER, 39 * SHARD, 1L),
            tuple(Collective.ALL_GATHER, 1024 * SHARD, 1L));
  }

  private static List<Tuple> drafts(Deployment on, StepSizes sizes) {
    return calls(on, sizes, Purpose.DRAFT);
  }

  private static List<Tuple> calls(Deployment on, StepSizes sizes, Purpose purpose) {
    return new ForwardPassModel(on)
        .expect(0, new PassInput(sizes, Phase.UNKNOWN)).stream()
            .filter(calls -> calls.purpose() == purpose)
            .map(calls -> tuple(calls.collective(), calls.sendElements(), calls.count()))
            .toList();
  }

  private static Deployment drafting(String family, int tokens) {
    ModelShape shape =
        new ModelShape(
            "drafted",
            5,
            (int) HIDDEN,
            2048,
            2,
            AttentionShape.UNKNOWN,
            FeedForwardShape.UNKNOWN,
            false,
            ModelFamily.of(family));
    return Serving.of(shape, Engine.VLLM).on(2, 1, 1).drafting(tokens, null).deployment();
  }
}
