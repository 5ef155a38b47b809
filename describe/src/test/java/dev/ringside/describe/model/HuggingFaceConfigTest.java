package dev.ringside.describe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceConfigTest {

  @TempDir Path folder;

  @Test
  void readsLlama() throws Exception {
    ModelShape model =
        read(
            """
            {"model_type": "llama", "_name_or_path": "org/small", "hidden_size": 512,
             "num_hidden_layers": 8, "vocab_size": 32000, "num_attention_heads": 8,
             "num_key_value_heads": 4, "head_dim": 64, "pad_token_id": null,
             "intermediate_size": 1408, "tie_word_embeddings": true}
            """);

    assertThat(model)
        .isEqualTo(
            new ModelShape(
                "org/small",
                8,
                512,
                32000,
                2,
                AttentionShape.grouped(8, 4, 64),
                FeedForwardShape.dense(1408),
                true,
                ModelFamily.of("llama")));
  }

  @Test
  void readsOlderSpellings() throws Exception {
    ModelShape model =
        read(
            """
            {"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257}
            """);

    assertThat(model)
        .isEqualTo(
            new ModelShape(
                "gpt2",
                12,
                768,
                50257,
                1,
                AttentionShape.grouped(12, 12, 64),
                FeedForwardShape.dense(3072),
                true,
                ModelFamily.of("gpt2")));
  }

  @Test
  void looksIntoTheTextModel() throws Exception {
    ModelShape model =
        read(
            """
            {"model_type": "mistral3", "tie_word_embeddings": true, "text_config":
             {"model_type": "mistral", "hidden_size": 64, "num_hidden_layers": 2, "vocab_size": 100,
              "num_attention_heads": 4}}
            """);

    assertThat(model.name()).isEqualTo("mistral");
    assertThat(model.layers()).isEqualTo(2);
    assertThat(model.tiedEmbeddings()).isTrue();
  }

  @Test
  void readsLatentAttentionAndItsExperts() throws Exception {
    assertIsFromTheCatalog(
        "deepseek-v3",
        """
        {"model_type": "deepseek_v3", "hidden_size": 7168, "num_hidden_layers": 61,
         "vocab_size": 129280, "num_attention_heads": 128, "num_key_value_heads": 128,
         "kv_lora_rank": 512, "q_lora_rank": 1536, "qk_nope_head_dim": 128,
         "qk_rope_head_dim": 64, "v_head_dim": 128, "intermediate_size": 18432,
         "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1,
         "num_experts_per_tok": 8, "first_k_dense_replace": 3, "moe_layer_freq": 1,
         "tie_word_embeddings": false}
        """);
    assertIsFromTheCatalog(
        "deepseek-v2",
        """
        {"model_type": "deepseek_v2", "hidden_size": 5120, "num_hidden_layers": 60,
         "vocab_size": 102400, "num_attention_heads": 128, "num_key_value_heads": 128,
         "kv_lora_rank": 512, "qk_rope_head_dim": 64, "v_head_dim": 128,
         "intermediate_size": 12288, "moe_intermediate_size": 1536, "n_routed_experts": 160,
         "n_shared_experts": 2, "num_experts_per_tok": 6, "first_k_dense_replace": 1,
         "moe_layer_freq": 1}
        """);
  }

  @Test
  void readsMixtral() throws Exception {
    assertIsFromTheCatalog(
        "mixtral-8x7b",
        """
        {"architectures": ["MixtralForCausalLM"], "hidden_size": 4096, "intermediate_size": 14336,
         "model_type": "mixtral", "num_attention_heads": 32, "num_experts_per_tok": 2,
         "num_hidden_layers": 32, "num_key_value_heads": 8, "num_local_experts": 8,
         "tie_word_embeddings": false, "vocab_size": 32000}
        """);
  }

  @Test
  void readsQwen3Moe() throws Exception {
    assertIsFromTheCatalog(
        "qwen3-235b-a22b",
        """
        {"architectures": ["Qwen3MoeForCausalLM"], "model_type": "qwen3_moe",
         "decoder_sparse_step": 1, "mlp_only_layers": [], "head_dim": 128, "hidden_size": 4096,
         "intermediate_size": 12288, "moe_intermediate_size": 1536, "num_attention_heads": 64,
         "num_experts": 128, "num_experts_per_tok": 8, "num_hidden_layers": 94,
         "num_key_value_heads": 4, "tie_word_embeddings": false, "vocab_size": 151936}
        """);
  }

  @Test
  void readsGptOss() throws Exception {
    assertIsFromTheCatalog(
        "gpt-oss-20b",
        """
        {"model_type": "gpt_oss", "experts_per_token": 4, "num_experts_per_tok": 4,
         "head_dim": 64, "hidden_size": 2880, "intermediate_size": 2880,
         "num_attention_heads": 64, "num_hidden_layers": 24, "num_key_value_heads": 8,
         "num_local_experts": 32, "tie_word_embeddings": false, "vocab_size": 201088}
        """);
  }

  @Test
  void gemma3LeavesOutWhatItsCodeSays() throws Exception {
    assertIsFromTheCatalog(
        "gemma-3-27b",
        """
        {"architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3",
         "text_config": {"head_dim": 128, "hidden_size": 5376, "intermediate_size": 21504,
          "model_type": "gemma3_text", "num_attention_heads": 32, "num_hidden_layers": 62,
          "num_key_value_heads": 16}}
        """);
    ModelShape small =
        read(
            """
            {"model_type": "gemma3", "text_config": {"hidden_size": 2560,
             "intermediate_size": 10240, "model_type": "gemma3_text", "num_hidden_layers": 34}}
            """);
    assertThat(small.attention()).isEqualTo(AttentionShape.grouped(8, 4, 256));
    assertThat(small.vocabulary()).isEqualTo(262_208);
  }

  @Test
  void readsOpt() throws Exception {
    assertIsFromTheCatalog(
        "opt-13b",
        """
        {"model_type": "opt", "ffn_dim": 20480, "hidden_size": 5120, "num_attention_heads": 40,
         "num_hidden_layers": 40, "vocab_size": 50272, "word_embed_proj_dim": 5120}
        """);
  }

  @Test
  void readsPhi4() throws Exception {
    assertIsFromTheCatalog(
        "phi-4",
        """
        {"model_type": "phi3", "hidden_size": 5120, "intermediate_size": 17920,
         "num_attention_heads": 40, "num_hidden_layers": 40, "num_key_value_heads": 10,
         "tie_word_embeddings": false, "vocab_size": 100352}
        """);
  }

  @Test
  void readsQwen2MoesSharedExpertAsSoManyOfItsOwn() throws Exception {
    ModelShape model =
        read(
            """
            {"model_type": "qwen2_moe", "decoder_sparse_step": 2, "mlp_only_layers": [1],
             "hidden_size": 2048, "intermediate_size": 5632, "moe_intermediate_size": 1408,
             "num_attention_heads": 16, "num_experts": 60, "num_experts_per_tok": 4,
             "num_hidden_layers": 24, "num_key_value_heads": 16,
             "shared_expert_intermediate_size": 5632, "vocab_size": 151936}
            """);

    assertThat(model.feedForward()).isEqualTo(new FeedForwardShape(5632, 60, 4, 1408, 4, 13));
  }

  @Test
  void manyQueriesMayShareOneKeyHead() throws Exception {
    String falcon =
        """
        {"model_type": "falcon", "hidden_size": 4544, "num_attention_heads": 71,
         "num_kv_heads": 71, "multi_query": true, "new_decoder_architecture": false,
         "num_hidden_layers": 32, "vocab_size": 65024}
        """;

    assertThat(read(falcon).attention()).isEqualTo(AttentionShape.grouped(71, 1, 64));
    assertThat(read(falcon.replace("false", "true")).attention().kvHeads()).isEqualTo(71);
    assertThat(read(falcon).feedForward()).isEqualTo(FeedForwardShape.dense(4 * 4544));
  }

  @Test
  void theClassNameSaysItWhereTheTypeDoesNot() throws Exception {
    assertThat(read(SMALL.formatted("kimi_k2", "DeepseekV3ForCausalLM")).tensorsHandedOver())
        .isEqualTo(2);
    assertThat(read(SMALL.formatted("other", "GPT2LMHeadModel")).tensorsHandedOver()).isEqualTo(1);
  }

  private static final String SMALL =
      """
      {"model_type": "%s", "architectures": ["%s"], "hidden_size": 64, "num_hidden_layers": 2,
       "vocab_size": 100, "num_attention_heads": 4}
      """;

  @Test
  void anUnknownArchitectureIsTakenForAnOrdinaryOne() throws Exception {
    ModelShape model = read(SMALL.formatted("novel", "NovelForCausalLM"));

    assertThat(model)
        .isEqualTo(
            new ModelShape(
                "novel",
                2,
                64,
                100,
                2,
                AttentionShape.grouped(4, 4, 16),
                FeedForwardShape.dense(0),
                false,
                ModelFamily.of("NovelForCausalLM")));
  }

  @Test
  void overridesReplaceWhatWasAssumed() throws Exception {
    Path file = write(SMALL.formatted("novel", "NovelForCausalLM"));

    ModelShape model =
        HuggingFaceConfig.read(
            file,
            ModelDimensions.parse(
                Map.of("tensors-handed-over", "3", "tied-embeddings", "true", "layers", "4")));

    assertThat(model)
        .isEqualTo(
            new ModelShape(
                "novel",
                4,
                64,
                100,
                3,
                AttentionShape.grouped(4, 4, 16),
                FeedForwardShape.dense(0),
                true,
                ModelFamily.of("NovelForCausalLM").with(Trait.HANDED_OVER, 3)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"torch_dtype\": \"float16\"} | HALF",
        "{\"dtype\": \"bfloat16\"} | BFLOAT16",
        "{\"torch_dtype\": \"bfloat16\", \"text_config\": {\"dtype\": \"float32\"}} | FLOAT",
        "{\"torch_dtype\": \"bfloat16\", \"text_config\": {}} | BFLOAT16",
        "{\"torch_dtype\": \"auto\"} |",
        "{} |"
      })
  void readsTheTypeOfActivations(String json, DataType expected) throws Exception {
    assertThat(HuggingFaceConfig.dataTypeOf(write(json))).isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void expertsOfAnUnknownNumberATokenAreAssumedNotRefused() throws Exception {
    String text =
        "{\"model_type\": \"mixtral\", \"hidden_size\": 64, \"num_hidden_layers\": 8,"
            + " \"vocab_size\": 9, \"num_attention_heads\": 4, \"num_experts\": 2%s}";

    ModelShape unsaid = read(text.formatted(""));
    ModelShape said = read(text.formatted(", \"num_experts_per_tok\": 2"));

    assertThat(unsaid.feedForward().expertsPerToken()).isEqualTo(1);
    assertThat(unsaid.family().unread()).containsExactly("experts without num_experts_per_tok");
    assertThat(said.family().unread()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"num_hidden_layers\": 8, \"vocab_size\": 9} | no model_type, and no hidden"
            + " (\"hidden_size\"), heads (\"num_attention_heads\"), tensors-handed-over"
            + " (how many tensors a pipeline stage sends to the next: 2 for hidden states and"
            + " residual, 1 for hidden states alone),"
            + " tied-embeddings (\"tie_word_embeddings\"): is this the config.json of a language"
            + " model?",
        "{\"model_type\": \"llama\", \"hidden_size\": 64, \"vocab_size\": 9} | no layers"
            + " (\"num_hidden_layers\"), heads (\"num_attention_heads\"); use"
            + " --model-override KEY=N, or model-overrides in the deployment file",
        "{\"hidden_size\": \"big\"} | \"hidden_size\" is \"big\", expected a whole number",
        "{\"hidden_size\": -5} | \"hidden_size\" is -5, expected a whole number",
        "{\"hidden_size\": 64.5} | \"hidden_size\" is 64.5, expected a whole number",
        "{\"model_type\": \"mixtral\", \"hidden_size\": 64, \"num_hidden_layers\": 8,"
            + " \"vocab_size\": 9, \"num_attention_heads\": 4, \"num_experts\": 2,"
            + " \"num_experts_per_tok\": 3} | 2 experts, 3 a token",
        "[] | no model_type, and no layers (\"num_hidden_layers\"), hidden (\"hidden_size\")",
        "'' | no model_type",
        "{\"hidden_size\": | :1: not valid JSON: "
      })
  void everyMistakeIsOneLine(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageStartingWith(folder.resolve("config.json").toString())
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void missingFileIsNamed() {
    Path gone = folder.resolve("gone.json");

    assertThatThrownBy(() -> HuggingFaceConfig.read(gone))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessage(gone + ": no such file");
  }

  private void assertIsFromTheCatalog(String name, String json) throws Exception {
    ModelShape model = read(json);
    ModelShape known = ModelCatalog.bundled().find(name).orElseThrow();

    assertThat(model)
        .usingRecursiveComparison()
        .ignoringFields("name", "family.architecture")
        .isEqualTo(known);
  }

  private ModelShape read(String json) throws Exception {
    return HuggingFaceConfig.read(write(json));
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("config.json"), json);
  }
}
