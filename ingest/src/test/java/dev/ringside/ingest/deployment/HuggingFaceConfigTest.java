package dev.ringside.ingest.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    Model model =
        read(
            """
            {"model_type": "llama", "_name_or_path": "org/small", "hidden_size": 512,
             "num_hidden_layers": 8, "vocab_size": 32000, "num_attention_heads": 8,
             "num_key_value_heads": 4, "head_dim": 64, "pad_token_id": null}
            """);

    assertThat(model).isEqualTo(new Model(new ModelShape("org/small", 8, 512, 32000, 2), 8, 4, 64));
  }

  @Test
  void readsOlderSpellings() throws Exception {
    Model model =
        read(
            """
            {"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257}
            """);

    assertThat(model).isEqualTo(new Model(new ModelShape("gpt2", 12, 768, 50257, 1), 12, 12, 64));
  }

  @Test
  void looksIntoTheTextModel() throws Exception {
    Model model =
        read(
            """
            {"model_type": "m", "text_config": {"model_type": "m_text", "hidden_size": 64,
             "num_hidden_layers": 2, "vocab_size": 100}}
            """);

    assertThat(model.shape()).isEqualTo(new ModelShape("m_text", 2, 64, 100, 2));
    assertThat(model.attentionHeads()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"num_hidden_layers\": 8, \"vocab_size\": 9} | no \"hidden_size\": is this the"
            + " config.json of a language model?",
        "{\"hidden_size\": 64, \"vocab_size\": 9} | no \"num_hidden_layers\"",
        "{\"hidden_size\": 64, \"num_hidden_layers\": 8} | no \"vocab_size\"",
        "{\"hidden_size\": \"big\"} | \"hidden_size\" is \"big\", expected a positive number",
        "{\"hidden_size\": -5} | \"hidden_size\" is -5, expected a positive number",
        "{\"hidden_size\": 64.5} | \"hidden_size\" is 64.5, expected a positive number",
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

  private Model read(String json) throws Exception {
    return HuggingFaceConfig.read(Files.writeString(folder.resolve("config.json"), json));
  }
}
