package dev.ringside.describe.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One number of a model's shape: a key of the catalog and of {@code model-overrides}.
 *
 * <p>Each constant knows the keys under which a Hugging Face {@code config.json} holds it, older
 * spellings included. A constant without keys follows from the architecture.
 */
public enum Dimension {
  LAYERS(
      1,
      "num_hidden_layers",
      "n_layer",
      "n_layers",
      "num_layers",
      "decoder_layers",
      "num_transformer_layers"),
  HIDDEN(1, "hidden_size", "n_embd", "n_embed", "d_model", "model_dim"),
  VOCABULARY(1, "vocab_size", "padded_vocab_size"),
  /** Tensors a pipeline stage sends to the next in one pass. */
  TENSORS_HANDED_OVER(1),
  /** 1 if the embedding's weights serve as the LM head too. */
  TIED_EMBEDDINGS(0, "tie_word_embeddings"),
  HEADS(
      1,
      "num_attention_heads",
      "n_head",
      "num_heads",
      "n_heads",
      "decoder_attention_heads",
      "num_query_heads"),
  KV_HEADS(
      1,
      "num_key_value_heads",
      "num_kv_heads",
      "n_head_kv",
      "multi_query_group_num",
      "num_query_groups",
      "kv_n_heads"),
  HEAD_DIM(1, "head_dim", "kv_channels", "attention_head_dim"),
  /** Of latent attention: what is cached instead of keys and values. */
  LATENT_RANK(0, "kv_lora_rank"),
  LATENT_ROPE(0, "qk_rope_head_dim"),
  INTERMEDIATE(0, "intermediate_size", "n_inner", "ffn_dim", "decoder_ffn_dim", "ffn_hidden_size"),
  EXPERTS(0, "num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"),
  EXPERTS_PER_TOKEN(
      0,
      "num_experts_per_tok",
      "num_experts_per_token",
      "experts_per_token",
      "moe_k",
      "moe_topk",
      "moe_top_k",
      "top_k_experts",
      "num_selected_experts"),
  EXPERT_INTERMEDIATE(0, "moe_intermediate_size", "expert_ffn_hidden_size"),
  SHARED_EXPERTS(
      0, "n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts"),
  /** Layers without experts in a model that has some; taken to be the first ones. */
  DENSE_LAYERS(0),
  /** Columns of the experts' sum where a kernel pads them beyond the hidden size. */
  EXPERT_WIDTH(1);

  private final int least;
  private final List<String> configKeys;

  Dimension(int least, String... configKeys) {
    this.least = least;
    this.configKeys = List.of(configKeys);
  }

  /** {@code tensors-handed-over}: the key in YAML. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  List<String> configKeys() {
    return configKeys;
  }

  /** {@code hidden ("hidden_size")}: the key in YAML, and where or what it is. */
  String described() {
    return switch (this) {
      case TENSORS_HANDED_OVER ->
          label()
              + " (how many tensors a pipeline stage sends to the next: 2 for hidden states and"
              + " residual, 1 for hidden states alone)";
      case DENSE_LAYERS -> label() + " (how many layers have no experts)";
      default -> "%s (\"%s\")".formatted(label(), configKeys.get(0));
    };
  }

  public static Optional<Dimension> ofLabel(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  static Set<String> labels() {
    return Arrays.stream(values())
        .map(Dimension::label)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @throws IllegalArgumentException saying what was expected instead of {@code text}
   */
  int parse(String text) {
    if (this == TIED_EMBEDDINGS) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException("is \"%s\", expected true or false".formatted(text));
      }
      return text.equals("true") ? 1 : 0;
    }
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least) {
      throw new IllegalArgumentException(
          "is \"%s\", expected a whole number from %d".formatted(text, least));
    }
    return Integer.parseInt(text);
  }
}
