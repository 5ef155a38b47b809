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
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.StepSizes.Beside;
import dev.ringside.core.synthetic.Deployments;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/**
 * Figures of the engines' facts (delta A.1 rows 5 to 7) at the dimensions of Qwen2.5-VL-7B and
 * Qwen3-VL-8B.
 */
class EncoderFormsTest {

  private static final Map<Trait, Integer> QWEN25 =
      Map.of(
          Trait.MULTIMODAL, 1,
          Trait.VISION_WIDTH, 1280,
          Trait.VISION_LAYERS, 32,
          Trait.VISION_MERGE, 4);

  @Test
  void aPictureIsSummedTwiceALayerAndOnceByTheMerger() {
    Deployment deployment = deployment("Qwen2_5_VLForConditionalGeneration", QWEN25, Engine.VLLM);
    assertThat(pictures(deployment, new Beside(300, List.of(1024L), List.of(), List.of(), 0)))
        .containsExactlyInAnyOrder(
            tuple(Collective.ALL_REDUCE, 1024L * 1280, 64L),
            tuple(Collective.ALL_REDUCE, 256L * 3584, 1L));
  }

  @Test
  void severalPicturesAreSeveralPasses() {
    Deployment deployment = deployment("Qwen2_5_VLForConditionalGeneration", QWEN25, Engine.VLLM);
    assertThat(pictures(deployment, new Beside(300, List.of(64L, 256L), List.of(), List.of(), 0)))
        .containsExactlyInAnyOrder(
            tuple(Collective.ALL_REDUCE, 64L * 1280, 64L),
            tuple(Collective.ALL_REDUCE, 16L * 3584, 1L),
            tuple(Collective.ALL_REDUCE, 256L * 1280, 64L),
            tuple(Collective.ALL_REDUCE, 64L * 3584, 1L));
  }

  /** Qwen3-VL has a merger at three inner layers, too. */
  @Test
  void innerMergersSumAsWell() {
    Map<Trait, Integer> traits =
        Map.of(
            Trait.MULTIMODAL, 1,
            Trait.VISION_WIDTH, 1152,
            Trait.VISION_LAYERS, 27,
            Trait.VISION_MERGE, 4,
            Trait.VISION_STACK, 3);
    Deployment deployment = deployment("Qwen3VLForConditionalGeneration", traits, Engine.VLLM);
    assertThat(pictures(deployment, new Beside(300, List.of(1024L), List.of(), List.of(), 0)))
        .containsExactlyInAnyOrder(
            tuple(Collective.ALL_REDUCE, 1024L * 1152, 54L),
            tuple(Collective.ALL_REDUCE, 256L * 3584, 4L));
    assertThat(pictures(deployment, new Beside(300, List.of(), List.of(256L), List.of(), 0)))
        .containsExactly(tuple(Collective.ALL_GATHER, 256L * 3584 * 4, 1L));
  }

  @Test
  void qwen2GathersQueriesKeysAndValuesInEachLayer() {
    Deployment deployment = deployment("Qwen2VLForConditionalGeneration", QWEN25, Engine.VLLM);
    assertThat(pictures(deployment, new Beside(300, List.of(64L), List.of(), List.of(), 0)))
        .contains(tuple(Collective.ALL_GATHER, 64L * 3 * 1280 / 2, 32L));
  }

  /** T of the embedding, T̂ of the layers: 300 tokens in a graph of 304. */
  @Test
  void theEmbeddingIsNotPadded() {
    Deployment deployment = deployment("Qwen2_5_VLForConditionalGeneration", QWEN25, Engine.VLLM);
    assertThat(expect(deployment, new Beside(300, List.of(), List.of(), List.of(), 0)))
        .extracting(ExpectedCalls::purpose, ExpectedCalls::sendElements, ExpectedCalls::count)
        .containsExactly(
            tuple(Purpose.EMBEDDING, 300L * 3584, 1L),
            tuple(Purpose.LAYER, 304L * 3584, 56L),
            tuple(Purpose.LOGITS, 152064L / 2, 1L));
    Deployment sglang = deployment("Qwen2_5_VLForConditionalGeneration", QWEN25, Engine.SGLANG);
    assertThat(expect(sglang, Beside.NONE))
        .extracting(ExpectedCalls::sendElements)
        .contains(304L * 3584);
  }

  @Test
  void aModelOfTextHasNoEncoder() {
    Deployment deployment = deployment("Qwen2ForCausalLM", Map.of(), Engine.VLLM);
    assertThat(pictures(deployment, new Beside(-1, List.of(64L), List.of(8L), List.of(), 0)))
        .isEmpty();
  }

  private static List<Tuple> pictures(Deployment on, Beside beside) {
    return expect(on, beside).stream()
        .filter(calls -> calls.purpose() == Purpose.ENCODER)
        .map(calls -> tuple(calls.collective(), calls.sendElements(), calls.count()))
        .toList();
  }

  private static List<ExpectedCalls> expect(Deployment on, Beside beside) {
    StepSizes sizes = new StepSizes(304, 1, List.of(), -1, -1, beside);
    return new ForwardPassModel(on).expect(0, new PassInput(sizes, Phase.PREFILL));
  }

  private static Deployment deployment(String family, Map<Trait, Integer> traits, Engine engine) {
    ModelShape shape =
        new ModelShape(
            "vl",
            28,
            3584,
            152064,
            2,
            AttentionShape.UNKNOWN,
            FeedForwardShape.UNKNOWN,
            false,
            new ModelFamily(family, "", traits, List.of()));
    return Deployments.of(shape, engine, 2, 1);
  }
}
