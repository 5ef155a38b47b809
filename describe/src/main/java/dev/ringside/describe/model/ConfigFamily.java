package dev.ringside.describe.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.family.FamilyTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the family of a {@code config.json}, and the numbers on which its calls depend. */
final class ConfigFamily {

  private static final List<String> OTHER_SENSES =
      List.of("vision_config", "audio_config", "visual", "vision_tower_config", "embd_layer");

  private final JsonNode root;
  private final JsonNode text;
  private final Map<Trait, Integer> traits = new EnumMap<>(Trait.class);

  ConfigFamily(JsonNode root, JsonNode text) {
    this.root = root;
    this.text = text;
  }

  /**
   * @param hidden h, 0 if not known
   * @param kinds of the model's layers
   */
  ModelFamily read(int hidden, LayerKinds kinds, int layers) {
    String architecture = architecture();
    String plain = architecture.toLowerCase(Locale.ROOT).replace("_", "");
    takeBlock(plain);
    takeStates(plain, hidden);
    takeWidths(plain, hidden);
    takeSenses(plain);
    return new ModelFamily(
        architecture, letters(plain, kinds, layers), traits, ConfigKeys.unread(text, architecture));
  }

  /** The first name that the table knows, the whole model's before those of its text model. */
  private String architecture() {
    List<String> names = new ArrayList<>();
    for (JsonNode node : List.of(root, text)) {
      node.path("architectures").forEach(name -> names.add(name.asText()));
      names.add(node.path("model_type").asText(""));
    }
    names.removeIf(String::isBlank);
    return names.stream()
        .filter(FamilyTable.bundled()::knows)
        .findFirst()
        .orElseGet(() -> names.isEmpty() ? ModelFamily.UNNAMED : names.get(0));
  }

  private static String letters(String plain, LayerKinds kinds, int layers) {
    if (plain.startsWith("mamba") || plain.startsWith("falconmamba")) {
      return "m".repeat(layers);
    }
    if (plain.startsWith("nemotronh")) {
      return kinds.singleParts().orElseGet(() -> "a".repeat(layers));
    }
    return plain.startsWith("zamba") ? kinds.sharedParts() : kinds.letters();
  }

  /** Falcon's code takes a parallel block for granted unless the config denies it. */
  private void takeBlock(String plain) {
    boolean falcon =
        plain.startsWith("falcon") && !plain.startsWith("falconh") && !plain.contains("mamba");
    if (text.path("new_decoder_architecture").asBoolean()
        || text.path("parallel_attn").asBoolean(falcon)) {
      traits.put(Trait.PARALLEL_BLOCK, 1);
    }
  }

  /**
   * Source: transformers {@code configuration_{mamba2,falcon_h1,granitemoehybrid,jamba,mamba}.py}.
   */
  private void takeStates(String plain, int hidden) {
    boolean one =
        List.of("granitemoehybrid", "falconh", "zamba").stream().anyMatch(plain::startsWith);
    int otherwise = one ? 1 : 8;
    int groups = otherwise;
    for (String key : new String[] {"n_groups", "mamba_ngroups", "mamba_n_groups"}) {
      groups = text.path(key).asInt(groups);
    }
    boolean normed = !plain.startsWith("falconh") || text.path("mamba_rms_norm").asBoolean(false);
    if (groups == 1 && normed) {
      traits.put(Trait.STATE_NORM, 1);
    }
    int state = text.path("mamba_d_state").asInt(text.path("state_size").asInt(0));
    if (state > 0) {
      JsonNode stated = text.path("mamba_dt_rank");
      int rank = stated.asInt(text.path("time_step_rank").asInt((hidden + 15) / 16));
      traits.put(Trait.STATE_COLUMNS, rank + 2 * state);
    }
  }

  private void takeWidths(String plain, int hidden) {
    boolean gemma3n = plain.startsWith("gemma3n");
    put(Trait.LAYER_EMBEDDING, text.path("hidden_size_per_layer_input").asInt(gemma3n ? 256 : 0));
    put(Trait.STREAM_GATHERS, text.path("altup_num_inputs").asInt(gemma3n ? 4 : 1) - 1);
    put(Trait.STREAMS, text.path("hc_mult").asInt(0));
    put(Trait.EXPERT_LATENT, text.path("moe_latent_size").asInt(0));
    put(Trait.SHARED_WIDTH, text.path("shared_intermediate_size").asInt(0));
    int embedding = text.path("word_embed_proj_dim").asInt(0);
    put(Trait.EMBEDDING_WIDTH, embedding == hidden ? 0 : embedding);
    put(Trait.ADAPTER_RANK, text.path("adapter_rank").asInt(plain.startsWith("zamba2") ? 128 : 0));
    put(Trait.ATTENTION_ADAPTERS, text.path("use_shared_attention_adapter").asBoolean() ? 3 : 0);
    int valueHeads = text.path("linear_num_value_heads").asInt(0);
    put(Trait.LINEAR_HEADS, valueHeads);
    put(Trait.LINEAR_VALUES, valueHeads * text.path("linear_value_head_dim").asInt(128));
    put(
        Trait.LINEAR_KEYS,
        text.path("linear_num_key_heads").asInt(0) * text.path("linear_key_head_dim").asInt(128));
    if (plain.startsWith("cohere2moe")) {
      put(Trait.SHARED_WIDTH, text.path("num_shared_experts").asInt(0));
    }
  }

  /** What the model reads besides text. */
  private void takeSenses(String plain) {
    JsonNode holder = root.path("thinker_config").isObject() ? root.path("thinker_config") : root;
    if (plain.startsWith("whisper")) {
      put(Trait.VISION_WIDTH, text.path("d_model").asInt(0));
      put(Trait.VISION_LAYERS, text.path("encoder_layers").asInt(0));
    }
    takeVision(holder.path("vision_config"));
    if (OTHER_SENSES.stream().anyMatch(key -> holder.path(key).isObject())) {
      traits.put(Trait.MULTIMODAL, 1);
    }
  }

  /**
   * Encoders whose patches are merged before they go in beside the text, as Qwen's (Qwen2-VL calls
   * the encoder's own width {@code embed_dim}), and those without, as Gemma 3's SigLIP.
   *
   * <p>Source: transformers {@code configuration_{qwen2_vl,qwen2_5_vl,qwen3_vl,gemma3,siglip}.py}.
   */
  private void takeVision(JsonNode vision) {
    int merge = vision.path("spatial_merge_size").asInt(0);
    int width = vision.path("embed_dim").asInt(vision.path("hidden_size").asInt(0));
    int depth = vision.path("depth").asInt(0);
    boolean merges = merge > 0 && depth > 0;
    int layers = merges ? depth : vision.path("num_hidden_layers").asInt(depth);
    if (width > 0 && layers > 0) {
      put(Trait.VISION_WIDTH, width);
      put(Trait.VISION_LAYERS, layers);
      put(Trait.VISION_MERGE, merges ? merge * merge : 0);
      put(Trait.VISION_STACK, vision.path("deepstack_visual_indexes").size());
    }
  }

  private void put(Trait trait, int value) {
    if (value > 0) {
      traits.put(trait, value);
    }
  }
}
