package dev.ringside.describe.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.describe.model.ModelCatalog;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
          false,
          ModelFamily.of("LlamaForCausalLM"));

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
  void aTenantMayOwnIt() throws Exception {
    assertThat(read(FULL).tenant()).isEqualTo(Tenant.DEFAULT);
    assertThat(read(FULL + "tenant: team-a\n").tenant()).isEqualTo(new Tenant("team-a"));
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
            + " transformers, sglang, trtllm, lmdeploy, turbomind, llama-cpp",
        "model: llama-3.1-8b | model: gpt-9 | :2: \"model\" is \"gpt-9\": neither a file beside"
            + " this one nor in the catalog (llama-3.2-1b, llama-3.2-3b, llama-3.1-8b,",
        "model: llama-3.1-8b | # | :1: \"model\" is missing",
        "name: llama-8b-test | # | \"name\" is missing",
        "name: llama-8b-test | name: '' | :1: \"name\" needs one value",
        "fabric: nvlink | fabrik: nvlink | :7: unknown key \"fabrik\"; known are all-to-all,"
            + " attention-data-parallel, draft-model, dtype, engine, engine-version, fabric, flags,"
            + " gpu, gpus-per-node,"
            + " max-num-seqs, model, model-overrides, name, parallelism, sequence-parallel,"
            + " speculative-tokens, tenant",
        "fabric: nvlink | tenant: team_a | :7: \"tenant\" is \"team_a\", expected 1 to 63 letters,"
            + " digits and '-'",
        "fabric: nvlink | dtype: half | :7: duplicate key \"dtype\"",
        "fabric: nvlink | fabric: [a, b] | :7: \"fabric\" must not be a list",
        "tensor: 2 | tensor: 3 | :4: \"parallelism\" says tensor 3, which does not divide the"
            + " model's 32 attention heads",
        "tensor: 2 | tensor: two | :4: \"tensor\" is \"two\", expected a whole number from 1",
        "tensor: 2 | tensor: 0 | :4: \"tensor\" is \"0\", expected a whole number from 1",
        "tensor: 2 | tensors: 2 | :4: unknown key \"tensors\"; known are context, data, expert,"
            + " pipeline, prefill-context, tensor",
        "pipeline: 2 | pipeline: 33 | :4: \"parallelism\" says pipeline 33, but the model has 32"
            + " layers",
        "pipeline: 2 | pipeline: 32, data: 999999999 | :4: \"parallelism\" is refused: parallelism"
            + " tensor 2, pipeline 32, data 999999999: 63999999936 ranks of a deployment, at most"
            + " 1000000 (bound ranks)",
        "pipeline: 2 | pipeline: 2, prefill-context: 999999999 | ranks of a deployment, at most"
            + " 1000000 (bound ranks)",
        "fabric: nvlink | speculative-tokens: 1001 | 1001 speculative tokens of a step, at most"
            + " 1000 (bound drafted_tokens)",
        "'{tensor: 2, pipeline: 2}' | 4 | :4: \"parallelism\" needs keys of its own, as in {key:"
            + " value}",
        "dtype: bfloat16 | dtype: complex | :5: \"dtype\" is \"complex\", expected bfloat16,"
            + " float16, float32 or the like",
        "max-num-seqs: 1 | max-num-seqs: -1 | :6: \"max-num-seqs\" is \"-1\", expected a whole"
            + " number from 1",
        "fabric: nvlink | 'fabric: \"nvlink' | :7: not valid YAML: ",
        "engine: vllm-v0 | engine: transformers | which is not modelled for engine transformers",
        "fabric: nvlink | '{' | not valid YAML: "
      })
  void everyMistakeIsOneLine(String from, String to, String message) throws IOException {
    Path file = write(FULL.replace(from, to));
    assertThatThrownBy(() -> DeploymentFile.read(file))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void missingAndEmptyFilesAreNamed() throws IOException {
    Path gone = folder.resolve("gone.yaml");
    assertThatThrownBy(() -> DeploymentFile.read(gone))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessage(gone + ": no such file");
    for (String text : new String[] {"", "# nothing\n", "- a\n", "just text"}) {
      Path file = write(text);
      assertThatThrownBy(() -> DeploymentFile.read(file))
          .isInstanceOf(BadDescriptionException.class)
          .hasMessage(file + ": expected \"key: value\" lines");
    }
  }

  private static final String SERVING =
      """
      name: deepseek
      model: deepseek-v3
      engine: vllm
      engine-version: 0.10
      parallelism: {tensor: 8, data: 4, expert: 32, context: 2, prefill-context: 2}
      dtype: bfloat16
      all-to-all: deepep_low_latency
      sequence-parallel: true
      speculative-tokens: 3
      draft-model: llama-3.2-1b
      gpu: h100
      gpus-per-node: 8
      flags: [disable-custom-all-reduce, batch-invariant]
      """;

  @Test
  void readsHowItServes() throws Exception {
    Deployment deployment = read(SERVING);

    assertThat(deployment.layout()).isEqualTo(new ParallelLayout(8, 1, 4));
    assertThat(deployment.options())
        .isEqualTo(
            new ServingOptions(
                true,
                AllToAll.DEEPEP_LOW_LATENCY,
                2,
                2,
                true,
                3,
                ModelCatalog.bundled().find("llama-3.2-1b"),
                "0.10",
                "h100",
                8,
                new TreeSet<>(List.of("batch-invariant", "disable-custom-all-reduce"))));
  }

  @Test
  void servesPlainlyIfNothingIsSaid() throws Exception {
    assertThat(read(FULL).options()).isEqualTo(ServingOptions.PLAIN);
    assertThat(read(SERVING.replace("expert: 32", "expert: 1")).options().expertParallel())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sglang", "trtllm"})
  void takesTheOtherEngines(String engine) throws Exception {
    assertThat(read(FULL.replace("vllm-v0", engine)).engine().label()).isEqualTo(engine);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "engine-version: 0.10 | engine-version: newest | :4: \"engine-version\" is \"newest\","
            + " expected one like 0.8.5, or main",
        "engine-version: 0.10 | engine-version: 99999999999 | :4: \"engine-version\" is",
        "expert: 32 | expert: 8 | :5: \"expert\" is 8, but experts spread over all tensor x data ="
            + " 32 ranks of a stage, or over none (1)",
        "model: deepseek-v3 | model: llama-3.1-8b | :5: \"expert\" is 32, but the model has no"
            + " experts",
        "context: 2 | context: 3 | :5: \"context\" is 3, which does not divide tensor 8: the ranks"
            + " are some of the tensor group's",
        "context: 2, p | context: 0, p | :5: \"context\" is \"0\", expected a whole number from 1",
        "deepep_low_latency | pigeons | :7: \"all-to-all\" is \"pigeons\"; known are"
            + " allgather_reducescatter, naive, deepep_high_throughput, deepep_low_latency",
        "sequence-parallel: true | sequence-parallel: yes | :8: \"sequence-parallel\" is \"yes\","
            + " expected true or false",
        "speculative-tokens: 3 | speculative-tokens: 0 | :9: \"speculative-tokens\" is \"0\","
            + " expected a whole number from 1",
        "speculative-tokens: 3 | # | :10: \"draft-model\" drafts nothing without"
            + " \"speculative-tokens\"",
        "draft-model: llama-3.2-1b | draft-model: llama-0 | :10: \"draft-model\" is \"llama-0\":"
            + " neither a file beside this one nor in the catalog (",
        "gpu: h100 | gpu: tpu | :11: \"gpu\" is \"tpu\"; known are a100, h100,",
        "gpus-per-node: 8 | gpus-per-node: many | :12: \"gpus-per-node\" is \"many\", expected a"
            + " whole number from 1",
        "[disable-custom-all-reduce | [nonsense | :13: \"flags\" has \"nonsense\"; known are"
            + " ascend, batch-invariant,",
        "[disable-custom-all-reduce, batch-invariant] | batch-invariant | :13: \"flags\" must be a"
            + " list, as in [a, b]",
        "[disable-custom-all-reduce | [{a: b} | :13: \"flags\" must be a list of words"
      })
  void everyMistakeInHowItServesIsOneLine(String from, String to, String message)
      throws IOException {
    assertThat(SERVING).contains(from);
    assertRefused(SERVING.replace(from, to), message);
  }

  /** Attention in replicas: one key beside the tensor ranks that it divides. */
  @Test
  void replicasOfAttentionDivideTheTensorRanks() throws Exception {
    String text =
        FULL.replace("engine: vllm-v0", "engine: sglang") + "attention-data-parallel: 2\n";
    assertThat(read(text).options().attentionReplicas()).isEqualTo(2);
    assertThat(read(text).attentionTensor()).isEqualTo(1);
    assertRefused(
        text.replace("parallel: 2\n", "parallel: 3\n"),
        "\"attention-data-parallel\" is 3, which does not divide tensor 2: the replicas are parts");
    assertRefused(FULL + "attention-data-parallel: 2\n", "attention-data-parallel 2 is SGLang's");
    assertRefused(
        text + "speculative-tokens: 2\n",
        "attention-data-parallel 2 with speculative decoding is not modelled");
  }

  @Test
  void theOperatorMayOverrideTheModel() throws Exception {
    String text = FULL + "model-overrides: {layers: 16, tied-embeddings: true}\n";

    assertThat(read(text).model().layers()).isEqualTo(16);
    assertThat(read(text).model().tiedEmbeddings()).isTrue();
    assertThat(read(text).model().attention()).isEqualTo(LLAMA.attention());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{layers: none} | :8: \"layers\" is \"none\", expected a whole number from 1",
        "{depth: 3} | :8: unknown key \"depth\"; known are dense-layers,",
        "3 | :8: \"model-overrides\" needs keys of its own",
        "{experts: 2, experts-per-token: 3, dense-layers: 0} | 2 experts, 3 a token"
      })
  void everyMistakeInOverridesIsOneLine(String overrides, String message) throws IOException {
    assertRefused(FULL + "model-overrides: " + overrides + "\n", message);
  }

  @Test
  void anUnknownArchitectureIsTakenForAnOrdinaryOne() throws Exception {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "novel", "hidden_size": 512, "num_hidden_layers": 8, "vocab_size": 32000,
         "num_attention_heads": 8, "torch_dtype": "float16"}
        """);
    String text = FULL.replace("llama-3.1-8b ", "config.json ").replace("dtype: bfloat16", "");

    assertThat(read(text).model().tensorsHandedOver()).as("as of most").isEqualTo(2);
    Deployment deployment =
        read(text + "model-overrides: {tensors-handed-over: 1, tied-embeddings: false}\n");

    assertThat(deployment.model().tensorsHandedOver()).isEqualTo(1);
    assertThat(deployment.model().family().trait(Trait.HANDED_OVER)).isEqualTo(1);
    assertThat(deployment.dataType()).as("from the config").isEqualTo(DataType.HALF);
  }

  @Test
  void aTypeIsNeededWhereNoConfigSaysOne() throws IOException {
    assertRefused(FULL.replace("dtype: bfloat16", ""), ":1: \"dtype\" is missing");
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> DeploymentFile.read(file))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private Deployment read(String text) throws Exception {
    return DeploymentFile.read(write(text));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("deployment.yaml"), text);
  }
}
