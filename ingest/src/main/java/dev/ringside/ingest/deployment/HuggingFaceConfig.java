package dev.ringside.ingest.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Reads a model's dimensions from its Hugging Face {@code config.json}.
 *
 * <p>Takes the older spellings too ({@code n_embd}, {@code n_layer}, {@code n_head}), and looks
 * into {@code text_config} where a multi-modal model keeps its language model.
 */
public final class HuggingFaceConfig {

  private static final List<String> LAYERS = List.of("num_hidden_layers", "n_layer", "num_layers");
  private static final List<String> HIDDEN = List.of("hidden_size", "n_embd", "d_model");
  private static final List<String> VOCABULARY = List.of("vocab_size");
  private static final List<String> HEADS =
      List.of("num_attention_heads", "n_head", "num_heads", "n_heads");
  private static final List<String> INTERMEDIATE =
      List.of("intermediate_size", "n_inner", "ffn_dim");
  private static final List<String> EXPERTS =
      List.of("num_local_experts", "num_experts", "n_routed_experts");

  /**
   * Model types whose stages hand over hidden states alone; the others hand the residual on too.
   *
   * <p>Source: vLLM {@code model_executor/models}, {@code make_empty_intermediate_tensors}.
   */
  private static final Set<String> WITHOUT_RESIDUAL =
      Set.of(
          "bloom",
          "falcon",
          "gpt2",
          "gpt_bigcode",
          "gpt_neox",
          "gptj",
          "mpt",
          "opt",
          "phi",
          "starcoder2");

  /** Model types whose config leaves out that the LM head is the embedding. */
  private static final Set<String> TIED_BY_DEFAULT = Set.of("gemma", "gemma2", "gpt2", "opt");

  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final JsonNode root;

  private HuggingFaceConfig(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * @throws BadDeploymentException if the file is missing, is no JSON, or lacks a dimension
   */
  public static ModelShape read(Path file) throws BadDeploymentException {
    return new HuggingFaceConfig(file, parse(file)).model();
  }

  private static JsonNode parse(Path file) throws BadDeploymentException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      JsonNode text = root.path("text_config");
      return text.isObject() && root.path("hidden_size").isMissingNode() ? text : root;
    } catch (NoSuchFileException e) {
      throw new BadDeploymentException(file + ": no such model config", e);
    } catch (JsonProcessingException e) {
      throw new BadDeploymentException(
          "%s:%d: no JSON: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new BadDeploymentException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private ModelShape model() throws BadDeploymentException {
    String type = root.path("model_type").asText("");
    int hidden = required(HIDDEN);
    try {
      return new ModelShape(
          name(type),
          required(LAYERS),
          hidden,
          required(VOCABULARY),
          WITHOUT_RESIDUAL.contains(type) ? 1 : 2,
          attention(hidden),
          feedForward(),
          root.path("tie_word_embeddings").asBoolean(TIED_BY_DEFAULT.contains(type)));
    } catch (IllegalArgumentException e) {
      throw new BadDeploymentException(file + ": " + e.getMessage(), e);
    }
  }

  private AttentionShape attention(int hidden) throws BadDeploymentException {
    int heads = optional(HEADS);
    int kvHeads = optional("num_key_value_heads");
    int headDim = optional("head_dim");
    return new AttentionShape(
        heads,
        kvHeads == 0 ? heads : kvHeads,
        headDim == 0 && heads > 0 ? hidden / heads : headDim,
        optional("kv_lora_rank"),
        optional("kv_lora_rank") > 0 ? optional("qk_rope_head_dim") : 0);
  }

  private FeedForwardShape feedForward() throws BadDeploymentException {
    int intermediate = optional(INTERMEDIATE);
    int experts = optional(EXPERTS);
    if (experts == 0) {
      return FeedForwardShape.dense(intermediate);
    }
    int expertIntermediate = optional("moe_intermediate_size");
    return new FeedForwardShape(
        intermediate,
        experts,
        optional("num_experts_per_tok"),
        expertIntermediate == 0 ? intermediate : expertIntermediate,
        optional("n_shared_experts"),
        optional("first_k_dense_replace"));
  }

  private String name(String type) {
    String name = root.path("_name_or_path").asText("");
    if (!name.isBlank()) {
      return name;
    }
    return type.isBlank() ? file.getFileName().toString() : type;
  }

  private int required(List<String> keys) throws BadDeploymentException {
    int value = optional(keys);
    if (value == 0) {
      throw new BadDeploymentException(
          "%s: no \"%s\": is this the config.json of a language model?"
              .formatted(file, keys.get(0)));
    }
    return value;
  }

  /** The first of {@code keys} that is there; 0 if none is. */
  private int optional(List<String> keys) throws BadDeploymentException {
    for (String key : keys) {
      int value = optional(key);
      if (value > 0) {
        return value;
      }
    }
    return 0;
  }

  private int optional(String key) throws BadDeploymentException {
    JsonNode value = root.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new BadDeploymentException(
          "%s: \"%s\" is %s, expected a whole number".formatted(file, key, value));
    }
    return value.intValue();
  }
}
