package dev.ringside.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.synthetic.Models;
import dev.ringside.core.synthetic.Serving;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every family that the engines' code was read for has a row of its own. */
class NamedFamiliesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Llama InternLM3 IQuestCoder TeleChat3 Mistral Ministral3 Qwen2 Qwen2Moe Qwen3 Qwen3Moe",
        "Qwen3Next Qwen3_5 Qwen3_5Moe Llama4 Mixtral Dbrx Granite GraniteMoe Nemotron Exaone"
            + " Exaone4",
        "ExaoneMoe Ernie4_5 Ernie4_5_Moe Glm4 Glm4Moe Glm4MoeLite Apertus Phi3 PhiMoE MiMo MiMoV2",
        "Gemma Gemma2 Gemma3 Solar StableLm Orion ChatGLM GPT2 OPT Bloom Lfm2 Lfm2Moe BailingMoe",
        "BailingMoeV2_5 BailingMoeV3 HYV3 HYV4 Laguna Afmoe Sarvam Plamo3 MiniCPM MiniCPM3 GPTJ",
        "DeepseekV2 DeepseekV3 KimiK25 MistralLarge3 Step3p5 Falcon Cohere Cohere2 Cohere2Vision",
        "Cohere2Moe GptOss InternLM2 Olmoe OlmoHybrid MiniMaxM2 MiniMaxM3 DeepseekV32 GlmMoeDsa",
        "Glm5Next DeepseekV4 DeepseekV41 KimiK3 KimiLinear GraniteMoeShared Step3Text Step3VL"
            + " Step5",
        "GraniteMoeHybrid NemotronH NemotronHPuzzle NemotronH_Nano_VL_V2 FalconH1 Jamba Mamba",
        "FalconMamba Mamba2 Zamba2 DeciLM LongcatFlash Gemma3n Gemma4 Inkling MuseSpark Beam"
            + " Whisper",
        "Qwen2VL Qwen2_5_VL Qwen3VL Qwen3VLMoe PaddleOCRVL Qwen4Exp InternS1Pro InternS2Mobius"
            + " AXK1",
        "K2Horizon openPangu Olmo GPTNeoX Phi Starcoder2 SeedOss HunYuanDenseV1 HunYuanMoEV1"
            + " SmolLM3",
        "Arcee Cwm Jais2 VaultGemma Olmo2 Olmo3 FlexOlmo Glm Dots1 Bamba BaiChuan MiniMaxText01",
        "InternLM QWen Grok1 Aquila Persimmon Plamo2 Arctic MPT",
      })
  void ofVllm(String names) {
    assertAreKnown(names, Engine.VLLM, "0.33.0");
    assertAreKnown(names, Engine.VLLM, "0.22.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Llama Mistral Mixtral Qwen2 Qwen3 Phi3 Apertus Glm4 Exaone4 Llama4 Qwen3Moe Qwen3Next",
        "Qwen3_5 Qwen3_5Moe Qwen3VL Qwen3VLMoe DeepseekV2 DeepseekV3 DeepseekV32 KimiK25",
        "MistralLarge3 Glm4Moe Glm4MoeLite GlmMoeDsa DeepseekV4 DeepseekV41 Glm5Next KimiK3",
        "KimiK3Linear KimiLinear GptOss MiniMaxM2 MiniMaxM3Sparse Gemma Gemma2 Gemma3 Gemma3n",
        "Gemma4 Cohere Cohere2 Phi Cohere2Moe Olmo2 Olmo3 Olmoe Granite GraniteMoe",
        "GraniteMoeHybrid FalconH1 NemotronH NemotronHPuzzle NemotronHOmni Step3VL Step3p5",
        "HunYuanMoEV1 HunYuanDenseV1 HYV3 HYV4 Ernie4_5 Ernie4_5_Moe Ernie4_5_VLMoe Grok1",
        "Inkling MuseSpark Beam BailingMoe LongcatFlash Qwen4Exp MossVL MiMoV2 ExaoneMoe Sarvam",
      })
  void ofSglang(String names) {
    assertAreKnown(names, Engine.SGLANG, "0.5.23");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Llama Mistral Qwen3 Gemma2 Gemma3 Granite Phi Cohere Mixtral Qwen3Moe Glm4Moe GlmMoeDsa",
        "Ernie4_5_Moe Llama4 DeepseekV3 DeepseekV4 HunYuanMoEV1 GraniteMoeHybrid Qwen3_5",
        "Qwen3_5Moe Qwen3Next Olmo2 Olmo3 MiniMaxM2 MiniMaxM3 Phi3 GptOss FalconH1 NemotronH",
      })
  void ofTransformers(String names) {
    assertAreKnown(names, Engine.TRANSFORMERS, "5.23.0");
  }

  private static void assertAreKnown(String names, Engine engine, String version) {
    for (String name : names.split(" ")) {
      FamilyQuirks quirks = FamilyQuirks.of(deployment(engine, version, name + "ForCausalLM"));
      assertThat(quirks.known()).as("%s on %s %s", name, engine, version).isTrue();
    }
  }

  private static Deployment deployment(Engine engine, String version, String name) {
    return Serving.of(Models.QWEN3_235B.of(ModelFamily.of(name)), engine)
        .on(2, 1, 1)
        .version(version)
        .deployment();
  }

  @ParameterizedTest
  @CsvSource({
    "DeepseekV3ForCausalLM, SCATTERED_WITH_EXPERTS",
    "Qwen3NextForCausalLM, SCATTERED_IN_ALL",
    "Qwen3MoeForCausalLM, GATHERED",
    "Glm4MoeForCausalLM, NOT_SHARED_OUT",
    "MixtralForCausalLM, NOT_SHARED_OUT",
    "OddForCausalLM, GATHERED",
  })
  void waysOfSharingOutTokens(String name, TokenShares shares) {
    assertThat(TokenShares.of(name, false)).isEqualTo(shares);
  }

  /** Adapters of Zamba 2 gather, and its mixers with one group sum their norm. */
  @ParameterizedTest
  @CsvSource({"0, 1", "3, 4"})
  void zambasSharedLayersHaveAdapters(int adapters, int gathers) {
    ModelFamily family =
        new ModelFamily("Zamba2ForCausalLM", "H" + "m".repeat(31), Map.of(), List.of())
            .with(Trait.ADAPTER_RANK, 128)
            .with(Trait.ATTENTION_ADAPTERS, adapters)
            .with(Trait.STATE_NORM, 1);
    FamilyQuirks quirks =
        FamilyQuirks.of(
            Serving.of(Models.LLAMA_8B.of(family), Engine.VLLM).on(2, 1, 1).deployment());

    assertThat(quirks.layer(0)).hasSize(gathers + 4);
    assertThat(quirks.layer(0).stream().filter(call -> call.width() == 64)).hasSize(gathers);
    assertThat(quirks.layer(1)).hasSize(2);
  }
}
