package dev.ringside.ingest.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import java.nio.file.Files;
import java.nio.file.Path;
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
                true));
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
                FeedForwardShape.dense(0),
                true));
  }

  @Test
  void looksIntoTheTextModel() throws Exception {
    ModelShape model =
        read(
            """
            {"model_type": "m", "text_config": {"model_type": "m_text", "hidden_size": 64,
             "num_hidden_layers": 2, "vocab_size": 100}}
            """);

    assertThat(model.name()).isEqualTo("m_text");
    assertThat(model.layers()).isEqualTo(2);
    assertThat(model.attention().isKnown()).isFalse();
  }

  @Test
  void readsExpertsAndLatentAttention() throws Exception {
    ModelShape model =
        read(
            """
            {"model_type": "deepseek_v3", "hidden_size": 7168, "num_hidden_layers": 61,
             "vocab_size": 129280, "num_attention_heads": 128, "num_key_value_heads": 128,
             "kv_lora_rank": 512, "qk_rope_head_dim": 64, "intermediate_size": 18432,
             "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1,
             "num_experts_per_tok": 8, "first_k_dense_replace": 3}
            """);

    assertThat(model.feedForward()).isEqualTo(new FeedForwardShape(18432, 256, 8, 2048, 1, 3));
    assertThat(model.attention().kvElementsPerToken()).isEqualTo(576);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"num_hidden_layers\": 8, \"vocab_size\": 9} | no \"hidden_size\": is this the"
            + " config.json of a language model?",
        "{\"hidden_size\": 64, \"vocab_size\": 9} | no \"num_hidden_layers\"",
        "{\"hidden_size\": 64, \"num_hidden_layers\": 8} | no \"vocab_size\"",
        "{\"hidden_size\": \"big\"} | \"hidden_size\" is \"big\", expected a whole number",
        "{\"hidden_size\": -5} | \"hidden_size\" is -5, expected a whole number",
        "{\"hidden_size\": 64.5} | \"hidden_size\" is 64.5, expected a whole number",
        "{\"hidden_size\": 64, \"num_hidden_layers\": 8, \"vocab_size\": 9, \"num_experts\": 2,"
            + " \"num_experts_per_tok\": 3} | 2 experts, 3 a token",
        "[] | no \"hidden_size\"",
        "{\"hidden_size\": | :1: no JSON: "
      })
  void everyMistakeIsOneLine(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(BadDeploymentException.class)
        .hasMessageStartingWith(folder.resolve("config.json").toString())
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void missingFileIsNamed() {
    Path gone = folder.resolve("gone.json");

    assertThatThrownBy(() -> HuggingFaceConfig.read(gone))
        .isInstanceOf(BadDeploymentException.class)
        .hasMessage(gone + ": no such model config");
  }

  private ModelShape read(String json) throws Exception {
    return HuggingFaceConfig.read(Files.writeString(folder.resolve("config.json"), json));
  }
}
