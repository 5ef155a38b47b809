package dev.ringside.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentTest {

  private static final ParallelLayout TP2 = new ParallelLayout(2, 1, 1);

  @ParameterizedTest
  @CsvSource({"128256, 64, 128256", "128257, 64, 128320", "32000, 64, 32000", "1, 64, 64"})
  void vocabularyIsPaddedUp(int vocabulary, int multiple, long expected) {
    ModelShape model = new ModelShape("m", 1, 64, vocabulary, 2);
    assertThat(model.paddedVocabulary(multiple)).isEqualTo(expected);
  }

  @Test
  void engineDecidesPaddingBoundAndSplit() {
    ModelShape odd = new ModelShape("odd", 61, 64, 1001, 2);
    ParallelLayout layout = new ParallelLayout(1, 2, 1);
    Deployment vllm = Deployments.of(odd, Engine.VLLM, layout, OptionalInt.empty());
    assertThat(vllm.paddedVocabulary()).isEqualTo(1024);
    assertThat(vllm.sequenceBound()).isEqualTo(256);
    assertThat(vllm.layersOf(0)).isEqualTo(31);
    assertThat(vllm.layersOf(1)).isEqualTo(30);

    Deployment library =
        Deployments.of(odd, Engine.TRANSFORMERS, new ParallelLayout(1, 1, 1), OptionalInt.of(4));
    assertThat(library.paddedVocabulary()).isEqualTo(1001);
    assertThat(library.sequenceBound()).isEqualTo(4);
  }

  @Test
  void anotherEngineIsAllThatChanges() {
    Deployment v0 = Deployments.toy(Engine.VLLM_V0, 2, 2);
    assertThat(v0.withEngine(Engine.VLLM)).isEqualTo(Deployments.toy(Engine.VLLM, 2, 2));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void enginesAreFoundByLabel(Engine engine) {
    assertThat(Engine.ofLabel(engine.label())).contains(engine);
    assertThat(Engine.labels()).contains(engine.label());
  }

  @Test
  void anUnheardEngineIsNone() {
    assertThat(Engine.ofLabel("vLLM")).isEmpty();
    assertThat(Engine.labels())
        .isEqualTo("vllm-v0, vllm, transformers, sglang, trtllm, lmdeploy, turbomind, llama-cpp");
  }

  @Test
  void whatCannotRunIsRefusedWithItsName() {
    ModelShape toy = Deployments.TOY;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Deployments.toy(Engine.TRANSFORMERS, 2, 2))
        .withMessageContaining("test: pipeline parallelism of engine transformers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Deployments.toy(Engine.VLLM, 5, 1))
        .withMessageContaining("tensor 5 does not divide");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Deployments.toy(Engine.VLLM, 1, 8))
        .withMessageContaining("7 layers cannot fill 8");
    assertThatIllegalArgumentException().isThrownBy(() -> deployment(" ", toy, DataType.BFLOAT16));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> deployment("d", toy, DataType.UNKNOWN))
        .withMessageContaining("unknown dtype");
  }

  @ParameterizedTest
  @CsvSource({"0, 64, 64, 2", "1, 0, 64, 2", "1, 64, 0, 2", "1, 64, 64, 0"})
  void aShapeHasPositiveDimensions(int layers, int hidden, int vocabulary, int handedOver) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelShape("m", layers, hidden, vocabulary, handedOver))
        .withMessageContaining("must be positive");
  }

  @Test
  void tensorRanksDivideTheHeads() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Serving.of(Models.LLAMA_3B, Engine.VLLM).on(16, 1, 1).deployment())
        .withMessage("deployment test: tensor 16 does not divide the 24 attention heads");
  }

  /** Four KV heads on eight ranks are held twice; six ranks could not share them out. */
  @Test
  void fewKeyHeadsAreReplicated() {
    ModelShape model = Models.QWEN3_235B;
    assertThat(Serving.of(model, Engine.VLLM).on(8, 1, 1).deployment().layout().tensor())
        .isEqualTo(8);
    ModelShape uneven = shape(AttentionShape.grouped(24, 4, 8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Serving.of(uneven, Engine.VLLM).on(6, 1, 1).deployment())
        .withMessageContaining("tensor 6 neither divides the 4 KV heads nor is a multiple of them");
  }

  /** 32001 tokens are 32064 padded to 64, and 32004 padded to 4 ranks. */
  @ParameterizedTest
  @CsvSource({
    "VLLM, 32064",
    "VLLM_V0, 32064",
    "SGLANG, 32064",
    "TRTLLM, 32004",
    "TRANSFORMERS, 32004"
  })
  void tensorRanksDivideTheVocabularyAsPadded(Engine engine, long padded) {
    ModelShape odd = new ModelShape("odd", 2, 64, 32001, 2);
    assertThat(Serving.of(odd, engine).on(4, 1, 1).deployment().paddedVocabulary())
        .isEqualTo(padded);
  }

  @Test
  void fiveRanksDoNotShareMultiplesOf64() {
    ModelShape odd = new ModelShape("odd", 2, 64, 32001, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Serving.of(odd, Engine.VLLM).on(5, 1, 1).deployment())
        .withMessageContaining("tensor 5 does not divide the (padded) vocabulary of 32064");
    assertThat(Serving.of(odd, Engine.SGLANG).on(5, 1, 1).deployment().paddedVocabulary())
        .as("SGLang pads to 64 for each rank then")
        .isEqualTo(32320);
  }

  @Test
  void sharedSequencesNeedRanksThatDivideAndHeadsThatAreKnown() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Serving.of(Models.LLAMA_8B, Engine.VLLM).on(4, 1, 1).context(3, 1).deployment())
        .withMessageContaining("decode context 3 must divide tensor 4");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Serving.of(Deployments.TOY, Engine.VLLM).on(4, 1, 1).context(2, 1).deployment())
        .withMessageContaining("attention heads must be known");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Serving.of(Models.LLAMA_8B, Engine.VLLM).on(4, 1, 1).context(1, 2).deployment())
        .withMessageContaining("prefill context 2 is modelled for latent attention");
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0, 0", "1, 0, 0, 0", "1, 1, -1, 0", "1, 1, 0, -8"})
  void optionsAreNotNegative(int decode, int prefill, int drafted, int perNode) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Serving.of(Deployments.TOY, Engine.VLLM)
                    .context(decode, prefill)
                    .drafting(drafted, null)
                    .gpu("", perNode)
                    .deployment())
        .withMessageContaining("must be at least 1");
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, -2, 1", "1, 1, 0"})
  void layoutsHaveRanks(int tensor, int pipeline, int data) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ParallelLayout(tensor, pipeline, data))
        .withMessageContaining("each must be at least 1");
  }

  /** The draft runs on the tensor ranks of one stage, so they must divide its heads too. */
  @Test
  void theDraftIsHeldToTheSameRules() {
    Deployment target = Serving.of(Models.LLAMA_8B, Engine.VLLM).on(8, 2, 2).deployment();
    Deployment draft = target.draftedBy(Models.draftOf(Models.LLAMA_8B));
    assertThat(draft.layout()).isEqualTo(new ParallelLayout(8, 1, 2));
    assertThat(draft.options()).isEqualTo(ServingOptions.PLAIN);
    ModelShape odd = shape(AttentionShape.grouped(12, 4, 8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> target.draftedBy(odd))
        .withMessageContaining("deployment test-draft: tensor 8 does not divide the 12");
  }

  @Test
  void denseLayersAreTheModels() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ModelShape(
                    "m",
                    4,
                    64,
                    64,
                    2,
                    AttentionShape.UNKNOWN,
                    new FeedForwardShape(1, 8, 2, 1, 0, 5),
                    false))
        .withMessage("model m: 5 dense layers of 4");
  }

  private static ModelShape shape(AttentionShape attention) {
    return new ModelShape("shape", 2, 192, 3264, 2, attention, FeedForwardShape.UNKNOWN, false);
  }

  private static Deployment deployment(String name, ModelShape model, DataType type) {
    return new Deployment(name, model, Engine.VLLM, TP2, type, OptionalInt.empty(), "unknown");
  }
}
