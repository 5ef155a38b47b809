package dev.ringside.describe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.family.Evidence;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.parallelism.ParallelLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@code config.json} says about the calls of a model beyond its common dimensions. */
class ConfigFamilyTest {

  private static final Path TYPES =
      Path.of(System.getProperty("ringside.repository"))
          .resolveSibling("shared")
          .resolve("samples/field-kineto/k13/types");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'architectures': ['LlamaForCausalLM'], 'model_type': 'odd' | LlamaForCausalLM",
        "'architectures': ['OddForCausalLM'], 'model_type': 'llama' | llama",
        "'architectures': ['OddForCausalLM'], 'model_type': 'odd' | OddForCausalLM",
        "'model_type': 'odd' | odd",
      })
  void theFamilyIsTheFirstNameThatIsKnown(String keys, String architecture) throws Exception {
    assertThat(family(keys).architecture()).isEqualTo(architecture);
  }

  @Test
  void aWrapperThatIsNotKnownHasTheFamilyOfItsTextModel() throws Exception {
    ModelFamily family =
        read("{'model_type': 'viewer', 'architectures': ['ViewerForConditionalGeneration'],"
                + " 'vision_config': {'depth': 3}, 'text_config': {'model_type': 'qwen3',"
                + " 'hidden_size': 64, 'num_hidden_layers': 4, 'vocab_size': 100,"
                + " 'num_attention_heads': 4}}")
            .family();

    assertThat(family.architecture()).isEqualTo("qwen3");
    assertThat(family.traits()).containsExactly(Map.entry(Trait.MULTIMODAL, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'model_type': 'falcon' | PARALLEL_BLOCK | 1",
        "'model_type': 'falcon', 'parallel_attn': false | PARALLEL_BLOCK | 0",
        "'model_type': 'falcon', 'parallel_attn': false, 'new_decoder_architecture': true"
            + " | PARALLEL_BLOCK | 1",
        "'model_type': 'llama' | PARALLEL_BLOCK | 0",
        "'model_type': 'granitemoehybrid' | STATE_NORM | 1",
        "'model_type': 'granitemoehybrid', 'mamba_n_groups': 8 | STATE_NORM | 0",
        "'model_type': 'nemotron_h', 'n_groups': 1 | STATE_NORM | 1",
        "'model_type': 'nemotron_h' | STATE_NORM | 0",
        "'model_type': 'falcon_h1' | STATE_NORM | 0",
        "'model_type': 'falcon_h1', 'mamba_rms_norm': true | STATE_NORM | 1",
        "'model_type': 'jamba', 'mamba_d_state': 16, 'mamba_dt_rank': 256 | STATE_COLUMNS | 288",
        "'model_type': 'falcon_mamba', 'state_size': 16 | STATE_COLUMNS | 36",
        "'model_type': 'gemma3n_text' | LAYER_EMBEDDING | 256",
        "'model_type': 'gemma3n_text', 'altup_num_inputs': 3 | STREAM_GATHERS | 2",
        "'model_type': 'opt', 'word_embed_proj_dim': 32 | EMBEDDING_WIDTH | 32",
        "'model_type': 'opt', 'word_embed_proj_dim': 64 | EMBEDDING_WIDTH | 0",
        "'model_type': 'deepseek_v4', 'hc_mult': 4 | STREAMS | 4",
      })
  void numbersOfTheFamily(String keys, Trait trait, int value) throws Exception {
    assertThat(family(keys).trait(trait)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'model_type': 'llama' | ~~",
        "'model_type': 'nemotron_h', 'hybrid_override_pattern': 'M-*E' | mdae",
        "'model_type': 'nemotron_h' | aaaa",
        "'model_type': 'nemotron_h', 'layers_block_type': ['mamba','moe','attention','mlp'] | mead",
        "'model_type': 'zamba2', 'layers_block_type': ['mamba','hybrid','mamba','mamba'] | mHmm",
        "'model_type': 'zamba2', 'hybrid_layer_ids': [3] | mmmH",
        "'model_type': 'bamba', 'attn_layer_indices': [1] | MAMM",
        "'model_type': 'plamo2', 'mamba_step': 2 | MAMA",
        "'model_type': 'kimi_linear', 'linear_attn_config': {'kda_layers': [1, 2, 3]} | MMMA",
        "'model_type': 'mamba2' | mmmm",
        "'model_type': 'granitemoehybrid', 'layer_types': ['mamba','attention','mamba','mamba']"
            + " | MAMM",
        "'model_type': 'qwen3_next', 'full_attention_interval': 4 | MMMA",
        "'model_type': 'jamba', 'attn_layer_period': 2, 'attn_layer_offset': 1, 'num_experts': 4,"
            + " 'num_experts_per_tok': 2, 'expert_layer_period': 2, 'expert_layer_offset': 1 |"
            + " MEME",
        "'model_type': 'llama4_text', 'num_local_experts': 4, 'num_experts_per_tok': 1,"
            + " 'interleave_moe_layer_step': 2 | AEAE",
        "'model_type': 'ernie4_5_moe', 'moe_num_experts': 4, 'moe_k': 2, 'moe_layer_start_index': 1"
            + " | ~~",
        "'model_type': 'step3_text', 'moe_num_experts': 4, 'moe_top_k': 2,"
            + " 'moe_layers_enum': '1, 2' | AEEA",
        "'model_type': 'glm_moe_dsa', 'n_routed_experts': 4, 'num_experts_per_tok': 2,"
            + " 'mlp_layer_types': ['dense','sparse','dense','sparse'] | AEAE",
        "'model_type': 'mimo_v2', 'n_routed_experts': 4, 'num_experts_per_tok': [2],"
            + " 'moe_layer_freq': [0, 1, 0, 1] | AEAE",
        "'architectures': ['DeciLMForCausalLM'], 'block_configs': [{'attention': {'no_op': true},"
            + " 'ffn': {}}, {'attention': {}, 'ffn': {'no_op': true}}, {'attention': {},"
            + " 'ffn': {}}, {'attention': {'no_op': true}, 'ffn': {'no_op': true}}] | daA-",
      })
  void kindsOfLayers(String keys, String letters) throws Exception {
    assertThat(family(keys).layers()).isEqualTo(letters);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'model_type': 'llama', 'hc_mult': 4 | hc_mult",
        "'model_type': 'deepseek_v4', 'hc_mult': 4 | ~~",
        "'model_type': 'odd', 'use_parallel_residual': true, 'mamba_d_state': 16"
            + " | use_parallel_residual mamba_d_state",
        "'model_type': 'odd', 'use_parallel_residual': false, 'hc_mult': 0, 'block_configs': []"
            + " | ~~",
        "'model_type': 'gpt_neox', 'use_parallel_residual': true | ~~",
        "'model_type': 'gemma3n_text', 'altup_num_inputs': 4,"
            + " 'hidden_size_per_layer_input': 256 | ~~",
        "'model_type': 'qwen3', 'hidden_size_per_layer_input': 256 | hidden_size_per_layer_input",
      })
  void keysThatChangeCommunicationAndAreNotUnderstoodAreNamed(String keys, String unread)
      throws Exception {
    List<String> named = unread.isEmpty() ? List.of() : List.of(unread.split(" "));
    ModelShape model = read(keys);

    assertThat(model.family().unread()).isEqualTo(named);
    Evidence evidence = FamilyQuirks.of(deployment(model, Engine.VLLM, 2, 2)).evidence();
    assertThat(evidence == Evidence.ASSUMED).isEqualTo(!named.isEmpty() || keys.contains("'odd'"));
  }

  /** An engine runs them all, so each is planned, on every engine. */
  @ParameterizedTest
  @EnumSource
  void theTypesOfTheFieldArePlanned(Engine engine) throws Exception {
    assumeThat(TYPES).as("the samples of the field are not on this machine").exists();
    int pipeline = engine.refusesStages(new ParallelLayout(2, 2, 1), "").isPresent() ? 1 : 2;
    try (Stream<Path> configs = Files.list(TYPES)) {
      for (Path config : configs.toList()) {
        Deployment deployment = deployment(HuggingFaceConfig.read(config), engine, 2, pipeline);
        ForwardPassModel model = new ForwardPassModel(deployment);
        assertThat(model.expect(pipeline - 1, 16, 1)).as("%s", config).isNotEmpty();
        if (engine == Engine.VLLM) {
          assertThat(model.family().evidence())
              .as("%s", config)
              .isIn(Evidence.RECORDED, Evidence.READ, Evidence.INFERRED);
        }
      }
    }
  }

  /** As nested as multi-modal models are, and as incomplete as their text models may be saved. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'model_type': 'llava', 'vision_config': {}, 'text_config': {'model_type': 'llama',"
            + " 'vocab_size': 32064}} | llama | 32 | 4096 | 32064",
        "{'architectures': ['Qwen2_5OmniModel'], 'thinker_config': {'vision_config': {},"
            + " 'text_config': {'model_type': 'qwen2_5_omni_text', 'hidden_size': 64,"
            + " 'num_hidden_layers': 4, 'vocab_size': 100, 'num_attention_heads': 4}}}"
            + " | Qwen2_5OmniModel | 4 | 64 | 100",
        "{'model_type': 'ovis', 'hidden_size': 64, 'llm_config': {'model_type': 'qwen2',"
            + " 'hidden_size': 64, 'num_hidden_layers': 4, 'vocab_size': 100,"
            + " 'num_attention_heads': 4}} | qwen2 | 4 | 64 | 100",
        "{'architectures': ['ChatGLMModel'], 'num_layers': 4, 'hidden_size': 64.0,"
            + " 'padded_vocab_size': 100, 'num_attention_heads': 4, 'multi_query_group_num': 2,"
            + " 'num_key_value_heads': null} | ChatGLMModel | 4 | 64 | 100",
        "{'architectures': ['DbrxForCausalLM'], 'd_model': 64, 'n_layers': 4, 'vocab_size': 100,"
            + " 'n_heads': 4, 'ffn_config': {'moe_num_experts': 4, 'moe_top_k': 2}}"
            + " | DbrxForCausalLM | 4 | 64 | 100",
        "{'architectures': ['KimiLinearForCausalLM'], 'hidden_size': 64, 'num_hidden_layers': 4,"
            + " 'vocab_size': 100, 'num_attention_heads': 4, 'num_experts': 4,"
            + " 'num_experts_per_token': 2} | KimiLinearForCausalLM | 4 | 64 | 100",
        "{'architectures': ['OddForCausalLM'], 'hidden_size': 64, 'num_hidden_layers': 4,"
            + " 'vocab_size': 100, 'quantization_config': {'quant_method': 'fp8'}}"
            + " | OddForCausalLM | 4 | 64 | 100",
        "{'architectures': ['WhisperForConditionalGeneration'], 'd_model': 64,"
            + " 'decoder_layers': 4, 'encoder_layers': 2, 'decoder_attention_heads': 4,"
            + " 'vocab_size': 100} | WhisperForConditionalGeneration | 4 | 64 | 100",
      })
  void configsInOtherShapesArePlanned(
      String json, String architecture, int layers, int hidden, int vocabulary) throws Exception {
    ModelShape model = read(json);

    assertThat(model.family().architecture()).isEqualTo(architecture);
    assertThat(model.layers()).isEqualTo(layers);
    assertThat(model.hidden()).isEqualTo(hidden);
    assertThat(model.vocabulary()).isEqualTo(vocabulary);
    assertThat(new ForwardPassModel(deployment(model, Engine.VLLM, 2, 2)).expect(1, 16, 1))
        .isNotEmpty();
  }

  private ModelFamily family(String keys) throws Exception {
    return read(keys).family();
  }

  private ModelShape read(String keys) throws Exception {
    String json =
        keys.startsWith("{")
            ? keys
            : "{%s, 'hidden_size': 64, 'num_hidden_layers': 4, 'vocab_size': 100,%s}"
                .formatted(keys, " 'num_attention_heads': 4, 'tie_word_embeddings': false");
    return HuggingFaceConfig.read(write(json.replace('\'', '"')), ModelDimensions.parse(Map.of()));
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("config.json"), json);
  }

  private static Deployment deployment(ModelShape model, Engine engine, int tensor, int pipeline) {
    return new Deployment(
        "d",
        model,
        engine,
        new ParallelLayout(tensor, pipeline, 1),
        engine == Engine.LLAMA_CPP ? DataType.FLOAT : DataType.BFLOAT16,
        OptionalInt.empty(),
        "unknown");
  }
}
