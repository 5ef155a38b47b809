package dev.ringside.ingest.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentFileTest {

  private static final ModelShape LLAMA =
      new ModelShape(
          "llama-3.1-8b",
          32,
          4096,
          128256,
          2,
          AttentionShape.grouped(32, 8, 128),
          FeedForwardShape.dense(14336),
          false);

  private static final String FULL =
      """
      name: llama-8b-test
      model: llama-3.1-8b          # catalog name
      engine: vllm-v0
      parallelism: {tensor: 2, pipeline: 2}
      dtype: bfloat16
      max-num-seqs: 1
      fabric: nvlink
      """;

  @TempDir Path folder;

  @Test
  void readsEverything() throws Exception {
    assertThat(read(FULL))
        .isEqualTo(
            new Deployment(
                "llama-8b-test",
                LLAMA,
                Engine.VLLM_V0,
                new ParallelLayout(2, 2, 1),
                DataType.BFLOAT16,
                OptionalInt.of(1),
                "nvlink"));
  }

  @Test
  void optionalKeysHaveDefaults() throws Exception {
    Deployment deployment =
        read(
            """
            name: a
            model: llama-2-13b
            engine: transformers
            parallelism:
              tensor: 4
            dtype: float16
            """);

    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(4, 1, 1));
    assertThat(deployment.maxNumSeqs()).isEmpty();
    assertThat(deployment.fabric()).isEqualTo("unknown");
    assertThat(deployment.dataType()).isEqualTo(DataType.HALF);
  }

  @Test
  void modelMayBeAConfigBesideTheFile() throws Exception {
    Files.createDirectory(folder.resolve("models"));
    Files.writeString(
        folder.resolve("models/config.json"),
        """
        {"model_type": "llama", "hidden_size": 512, "num_hidden_layers": 8, "vocab_size": 32000,
         "num_attention_heads": 8}
        """);

    assertThat(read(FULL.replace("llama-3.1-8b ", "models/config.json ")).model().hidden())
        .isEqualTo(512);
    assertThat(read(FULL.replace("llama-3.1-8b ", "models ")).model().layers()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "engine: vllm-v0 | engine: vlm | :3: \"engine\" is \"vlm\"; known are vllm-v0, vllm,"
            + " transformers",
        "model: llama-3.1-8b | model: gpt-9 | :2: \"model\" is \"gpt-9\": neither a file beside"
            + " this one nor in the catalog (llama-3.2-3b, llama-3.1-8b, llama-3.1-70b,"
            + " llama-2-13b)",
        "model: llama-3.1-8b | # | :1: \"model\" is missing",
        "name: llama-8b-test | # | \"name\" is missing",
        "name: llama-8b-test | name: '' | :1: \"name\" needs one value",
        "fabric: nvlink | fabrik: nvlink | :7: unknown key \"fabrik\"; known are dtype, engine,"
            + " fabric, max-num-seqs, model, name, parallelism",
        "fabric: nvlink | dtype: half | :7: \"dtype\" stands here twice",
        "fabric: nvlink | fabric: [a, b] | :7: \"fabric\" must not be a list",
        "tensor: 2 | tensor: 3 | :4: \"parallelism\" says tensor 3, which does not divide the"
            + " model's 32 attention heads",
        "tensor: 2 | tensor: two | :4: \"tensor\" is \"two\", expected a whole number from 1",
        "tensor: 2 | tensor: 0 | :4: \"tensor\" is \"0\", expected a whole number from 1",
        "tensor: 2 | tensors: 2 | :4: unknown key \"tensors\"; known are data, pipeline, tensor",
        "pipeline: 2 | pipeline: 33 | :4: \"parallelism\" says pipeline 33, but the model has 32"
            + " layers",
        "pipeline: 2 | pipeline: 32, data: 999999999 | :4: \"parallelism\" makes more ranks than"
            + " can be counted",
        "'{tensor: 2, pipeline: 2}' | 4 | :4: \"parallelism\" needs keys of its own, as in {tensor:"
            + " 2}",
        "dtype: bfloat16 | dtype: complex | :5: \"dtype\" is \"complex\", expected bfloat16,"
            + " float16, float32 or the like",
        "max-num-seqs: 1 | max-num-seqs: -1 | :6: \"max-num-seqs\" is \"-1\", expected a whole"
            + " number from 1",
        "fabric: nvlink | 'fabric: \"nvlink' | :7: no YAML: ",
        "engine: vllm-v0 | engine: transformers | which is not modelled for engine transformers",
        "fabric: nvlink | '{' | no YAML: "
      })
  void everyMistakeIsOneLine(String from, String to, String message) throws IOException {
    Path file = write(FULL.replace(from, to));
    assertThatThrownBy(() -> DeploymentFile.read(file))
        .isInstanceOf(BadDeploymentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void missingAndEmptyFilesAreNamed() throws IOException {
    Path gone = folder.resolve("gone.yaml");
    assertThatThrownBy(() -> DeploymentFile.read(gone))
        .isInstanceOf(BadDeploymentException.class)
        .hasMessage(gone + ": no such deployment file");
    for (String text : new String[] {"", "# nothing\n", "- a\n", "just text"}) {
      Path file = write(text);
      assertThatThrownBy(() -> DeploymentFile.read(file))
          .isInstanceOf(BadDeploymentException.class)
          .hasMessage(file + ": empty, or no list of \"key: value\" lines");
    }
  }

  private Deployment read(String text) throws Exception {
    return DeploymentFile.read(write(text));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("deployment.yaml"), text);
  }
}
