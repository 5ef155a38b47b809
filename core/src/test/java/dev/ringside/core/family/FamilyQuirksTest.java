package dev.ringside.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyQuirksTest {

  private static final ModelShape DENSE = Models.LLAMA_8B;
  private static final ModelShape EXPERTS = Models.QWEN3_235B;

  /** All-reduces of a pass of a dense model of 32 layers, over 2 ranks. */
  @ParameterizedTest
  @CsvSource({
    "VLLM, '', LlamaForCausalLM, 65",
    "VLLM, '', CohereForCausalLM, 33",
    "VLLM, '', Cohere2ForCausalLM, 33",
    "SGLANG, '', CohereForCausalLM, 65",
    "VLLM, '', PhiForCausalLM, 65",
    "VLLM, '', GPTNeoXForCausalLM, 65",
    "VLLM, '', LongcatFlashForCausalLM, 161",
    "VLLM, '', Gemma3nForCausalLM, 97",
    "SGLANG, '', Gemma3ForCausalLM, 64",
    "SGLANG, '', NemotronHForCausalLM, 65",
    "VLLM, '', NovelForCausalLM, 65",
    "TRANSFORMERS, 5.23.0, LlamaForCausalLM, 65",
    "TRANSFORMERS, 5.22.0, LlamaForCausalLM, 64",
    "TRANSFORMERS, '', LlamaForCausalLM, 64",
    "TRANSFORMERS, 5.23.0, GptOssForCausalLM, 0"
  })
  void sumsOfAPass(Engine engine, String version, String architecture, long sums) {
    Deployment deployment = on(DENSE.of(ModelFamily.of(architecture)), engine, version, 2, 1);
    assertThat(count(deployment, 0, Collective.ALL_REDUCE)).isEqualTo(sums);
  }

  @Test
  void falconSumsOnceWhereItsBlocksAreParallel() {
    ModelFamily falcon = ModelFamily.of("FalconForCausalLM");

    assertThat(sums(DENSE.of(falcon))).isEqualTo(65);
    assertThat(sums(DENSE.of(falcon.with(Trait.PARALLEL_BLOCK, 1)))).isEqualTo(33);
  }

  @Test
  void queriesAndKeysAreGatheredBeforeTheLayersSum() {
    FamilyQuirks olmo = FamilyQuirks.of(on(DENSE.of(ModelFamily.of("olmo2")), 2, 1));

    assertThat(olmo.layer(5))
        .extracting(call -> call.collective().label() + " " + call.elements(10))
        .containsExactly("AllGather 20480", "AllGather 5120", "AllReduce 40960", "AllReduce 40960");
    assertThat(olmo.evidence()).isEqualTo(Evidence.RECORDED);
    assertThat(olmo.caveat()).isEmpty();
  }

  @Test
  void normsOverAllHeadsAreSummedInSinglePrecision() {
    ModelShape minimax = DENSE.of(ModelFamily.of("MiniMaxM2ForCausalLM"));
    LayerCall vllm = FamilyQuirks.of(on(minimax, Engine.VLLM, "", 2, 1)).layer(0).get(0);
    LayerCall sglang = FamilyQuirks.of(on(minimax, Engine.SGLANG, "", 2, 1)).layer(0).get(0);

    assertThat(vllm.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(List.of(vllm.elements(1), vllm.elements(40))).containsExactly(2L, 80L);
    assertThat(List.of(sglang.elements(1), sglang.elements(40)))
        .as("in fours")
        .containsExactly(4L, 80L);
  }

  @Test
  void kindsOfLayersDecideWhatALayerCalls() {
    ModelShape small = new ModelShape("small", 5, 64, 128, 2);
    ModelFamily family = new ModelFamily("nemotron_h", "mdmad", Map.of(), List.of());

    assertThat(sums(small.of(family))).isEqualTo(6);
    assertThat(sums(small.of(family.with(Trait.STATE_NORM, 1))))
        .as("one more for each of the two mixers")
        .isEqualTo(8);
    ModelFamily granite =
        new ModelFamily("granitemoehybrid", "MNAEE", Map.of(Trait.STATE_NORM, 1), List.of());
    assertThat(sums(small.of(granite)))
        .as("2 a layer, one more in 2 mixers and for 3 shared halves, and the embedding")
        .isEqualTo(10 + 2 + 3 + 1);
  }

  @Test
  void onlyTheFirstStageHasThePerLayerEmbedding() {
    ModelFamily gemma =
        ModelFamily.of("gemma4").with(Trait.LAYER_EMBEDDING, 8).with(Trait.MULTIMODAL, 1);
    Deployment deployment = on(DENSE.of(gemma), 2, 2);

    assertThat(count(deployment, 0, Collective.ALL_REDUCE)).isEqualTo(2 + 32);
    assertThat(count(deployment, 1, Collective.ALL_REDUCE)).isEqualTo(32);
    assertThat(elements(deployment, 0, Collective.SEND)).containsExactly(4096L * 5, 32L * 8 * 5);
    assertThat(elements(deployment, 1, Collective.RECV)).containsExactly(4096L * 5, 32L * 8 * 5);
    FamilyQuirks quirks = FamilyQuirks.of(deployment);
    assertThat(quirks.at(Part.EMBEDDING)).as("before the graph").noneMatch(LayerCall::captured);
    assertThat(quirks.layer(0)).allMatch(LayerCall::captured);
  }

  @ParameterizedTest
  @CsvSource({
    "LlamaForCausalLM, 2",
    "GraniteForCausalLM, 1",
    "Olmo2ForCausalLM, 1",
    "NovelForCausalLM, 2",
    "'', 2"
  })
  void tensorsHandedOver(String architecture, int tensors) {
    ModelFamily family = ModelFamily.of(architecture);

    assertThat(FamilyQuirks.of(on(DENSE.of(family), 2, 2)).at(Part.HANDOVER)).hasSize(tensors);
    assertThat(
            FamilyQuirks.of(on(DENSE.of(family.with(Trait.HANDED_OVER, 3)), 2, 2))
                .at(Part.HANDOVER))
        .as("the operator's word")
        .hasSize(3);
  }

  /** gpt-oss on Hopper: 2880 columns are padded to 3072 in the experts' sum, and only there. */
  @Test
  void aPaddedExpertsSumIsWider() {
    ModelFamily padded = ModelFamily.of("gpt_oss").with(Trait.EXPERT_WIDTH, 5120);
    Deployment deployment = on(EXPERTS.of(padded), 4, 1);

    assertThat(calls(deployment, 0, Collective.ALL_REDUCE))
        .extracting(calls -> calls.sendElements() / 5 + " x " + calls.count())
        .containsExactly("4096 x 1", "4096 x 94", "5120 x 94");
  }

  @Test
  void anExchangeTakesThePlaceOfTheRoutedExpertsSumAlone() {
    ModelFamily family = ModelFamily.of("GraniteMoeSharedForCausalLM");
    Deployment deployment =
        Serving.of(EXPERTS.of(family), Engine.VLLM)
            .on(2, 1, 2)
            .experts(AllToAll.ALLGATHER_REDUCESCATTER)
            .deployment();

    assertThat(count(deployment, 0, Collective.ALL_REDUCE))
        .as("embedding, attention, and the shared half of each of 94 layers")
        .isEqualTo(1 + 94 + 94);
  }

  @Test
  void whatIsNotKnownIsSaid() {
    FamilyQuirks novel = FamilyQuirks.of(on(DENSE.of(ModelFamily.of("NovelForCausalLM")), 2, 1));
    assertThat(novel.known()).isFalse();
    assertThat(novel.evidence()).isEqualTo(Evidence.ASSUMED);
    assertThat(novel.caveat())
        .hasValue(
            "NovelForCausalLM is not known on this engine;"
                + " its calls are assumed to be a common transformer's");

    ModelFamily odd = new ModelFamily("LlamaForCausalLM", "", Map.of(), List.of("hc_mult"));
    FamilyQuirks unread = FamilyQuirks.of(on(DENSE.of(odd), 2, 1));
    assertThat(unread.evidence()).isEqualTo(Evidence.ASSUMED);
    assertThat(unread.caveat())
        .hasValue(
            "the config of LlamaForCausalLM says hc_mult,"
                + " which changes communication and is not understood");

    FamilyQuirks jamba = FamilyQuirks.of(on(DENSE.of(ModelFamily.of("jamba")), 2, 1));
    assertThat(jamba.caveat().orElseThrow()).startsWith("the calls of jamba are inferred from ");
    assertThat(FamilyQuirks.of(on(DENSE, 2, 1)).evidence()).isEqualTo(Evidence.UNSTATED);
  }

  @Test
  void oneRankHasNobodyToCall() {
    FamilyQuirks alone = FamilyQuirks.of(on(DENSE.of(ModelFamily.of("olmo2")), 1, 2));

    assertThat(alone.layer(0)).isEmpty();
    assertThat(alone.at(Part.LOGITS)).isEmpty();
    assertThat(alone.at(Part.HANDOVER)).hasSize(1);
  }

  private static long sums(ModelShape model) {
    return count(on(model, 2, 1), 0, Collective.ALL_REDUCE);
  }

  private static Deployment on(ModelShape model, int tensor, int pipeline) {
    return on(model, Engine.VLLM, "", tensor, pipeline);
  }

  private static Deployment on(
      ModelShape model, Engine engine, String version, int tensor, int pipeline) {
    return Serving.of(model, engine).on(tensor, pipeline, 1).version(version).deployment();
  }

  private static List<ExpectedCalls> calls(
      Deployment deployment, int stage, Collective collective) {
    return new ForwardPassModel(deployment)
        .expect(stage, 5, 1).stream().filter(calls -> calls.collective() == collective).toList();
  }

  private static long count(Deployment deployment, int stage, Collective collective) {
    return calls(deployment, stage, collective).stream().mapToLong(ExpectedCalls::count).sum();
  }

  /** Of whole tensors: t ranks send a slice each. */
  private static List<Long> elements(Deployment deployment, int stage, Collective collective) {
    return calls(deployment, stage, collective).stream()
        .map(calls -> calls.sendElements() * deployment.layout().tensor())
        .toList();
  }
}
