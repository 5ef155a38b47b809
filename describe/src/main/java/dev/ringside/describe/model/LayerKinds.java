package dev.ringside.describe.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each layer of a model is made of, as its config says in one of many ways.
 *
 * <p>Sources: transformers {@code configuration_*.py}; vLLM {@code nemotron_h.py}, {@code
 * jamba.py}, {@code zamba2.py}, {@code plamo2.py}, {@code bamba.py}, {@code llama4.py}, {@code
 * ernie45_moe.py}, {@code step3_text.py}, {@code nemotron_nas.py}.
 */
final class LayerKinds {

  private static final Set<String> MIXERS =
      Set.of("mamba", "mamba2", "linear_attention", "conv", "recurrent", "lightning", "linear");

  private final JsonNode text;
  private final int layers;
  private final boolean hasExperts;

  LayerKinds(JsonNode text, int layers, boolean hasExperts) {
    this.text = text;
    this.layers = layers;
    this.hasExperts = hasExperts;
  }

  /** Layers without experts of a model that has some. */
  int dense() {
    int dense = 0;
    for (int layer = 0; layer < layers; layer++) {
      dense += sparse(layer) ? 0 : 1;
    }
    return dense;
  }

  /** Letters of {@link dev.ringside.core.deployment.ModelFamily}; empty if none are needed. */
  String letters() {
    if (!text.path("hybrid_override_pattern").asText("").isEmpty()) {
      return singleParts().orElse("");
    }
    if (text.path("block_configs").size() == layers && layers > 0) {
      return ofBlocks();
    }
    StringBuilder letters = new StringBuilder();
    boolean plain = true;
    int dense = hasExperts ? dense() : layers;
    for (int layer = 0; layer < layers; layer++) {
      boolean mixer = isMixer(layer);
      boolean experts = hasExperts && sparse(layer);
      letters.append(mixer ? experts ? 'N' : 'M' : experts ? 'E' : 'A');
      plain &= !mixer && experts == layer >= dense;
    }
    return plain ? "" : letters.toString();
  }

  /**
   * Nemotron-H, whose layers are one part each: M or mamba a mixer, * attention, - or mlp a dense
   * half, E or moe experts; empty if the config does not say.
   */
  Optional<String> singleParts() {
    String pattern = text.path("hybrid_override_pattern").asText("");
    if (pattern.length() == layers && pattern.matches("[M*E-]+")) {
      return Optional.of(
          pattern.replace('-', 'd').replace('M', 'm').replace('*', 'a').replace('E', 'e'));
    }
    for (String key : new String[] {"layers_block_type", "layer_types", "block_configs"}) {
      StringBuilder letters = new StringBuilder();
      for (JsonNode part : text.path(key)) {
        letters.append(singlePart(part.path("block_type").asText(part.asText())));
      }
      if (layers > 0 && letters.length() == layers) {
        return Optional.of(letters.toString());
      }
    }
    return Optional.empty();
  }

  private static char singlePart(String kind) {
    return switch (kind) {
      case "mamba", "mamba2" -> 'm';
      case "moe" -> 'e';
      case "mlp", "dense" -> 'd';
      default -> 'a';
    };
  }

  /** Zamba: mixers all of them, some with a transformer layer in front that they share. */
  String sharedParts() {
    StringBuilder letters = new StringBuilder();
    for (int layer = 0; layer < layers; layer++) {
      boolean shared =
          text.path("layers_block_type").path(layer).asText().equals("hybrid")
              || contains(text.path("hybrid_layer_ids"), layer);
      letters.append(shared ? 'H' : 'm');
    }
    return letters.toString();
  }

  /** DeciLM: attention or feed-forward may be left out of a layer. */
  private String ofBlocks() {
    StringBuilder letters = new StringBuilder();
    for (JsonNode block : text.path("block_configs")) {
      boolean attention = !block.path("attention").path("no_op").asBoolean();
      boolean feedForward = !block.path("ffn").path("no_op").asBoolean();
      letters.append(attention ? feedForward ? 'A' : 'a' : feedForward ? 'd' : '-');
    }
    return letters.toString();
  }

  private boolean isMixer(int layer) {
    for (String key : new String[] {"layer_types", "layers_block_type"}) {
      JsonNode types = text.path(key);
      if (types.isArray() && layer < types.size()) {
        return MIXERS.contains(types.path(layer).asText());
      }
    }
    int period = text.path("attn_layer_period").asInt(0);
    if (period > 0) {
      return layer % period != text.path("attn_layer_offset").asInt(0);
    }
    for (String key : new String[] {"attn_layer_indices", "full_attn_idxs"}) {
      if (text.path(key).isArray()) {
        return !contains(text.path(key), layer);
      }
    }
    JsonNode linear = text.path("linear_attn_config").path("kda_layers");
    if (linear.isArray()) {
      return contains(linear, layer + 1);
    }
    int every = text.path("mamba_step").asInt(0);
    if (every > 0 && text.path("mamba_enabled").asBoolean(true)) {
      return layers <= every / 2 ? layer != layers - 1 : layer % every != every / 2;
    }
    int interval = text.path("full_attention_interval").asInt(0);
    return interval > 0 && (layer + 1) % interval != 0;
  }

  private boolean sparse(int layer) {
    return layer >= first()
        && layer <= text.path("moe_layer_end_index").asInt(Integer.MAX_VALUE)
        && isListed(layer)
        && layer % step("moe_layer_freq") == 0
        && (layer + 1) % step("decoder_sparse_step") == 0
        && (layer + 1) % step("interleave_moe_layer_step") == 0
        && (layer + 1) % step("moe_layer_interval") == 0
        && (!text.path("expert_layer_period").isInt()
            || layer % step("expert_layer_period") == text.path("expert_layer_offset").asInt(0));
  }

  /** Layers before the first with experts. */
  private int first() {
    int first = 0;
    for (String key :
        new String[] {"first_k_dense_replace", "num_dense_layers", "moe_layer_start_index"}) {
      first = Math.max(first, text.path(key).asInt(0));
    }
    return first;
  }

  /** By the lists that some configs hold: of layers, of kinds, or of ones and zeros. */
  private boolean isListed(int layer) {
    JsonNode kinds = text.path("mlp_layer_types");
    JsonNode flags = text.path("moe_layer_freq");
    if (contains(text.path("mlp_only_layers"), layer)
        || (kinds.isArray() && kinds.path(layer).asText().equals("dense"))
        || (flags.isArray() && flags.path(layer).asInt(1) == 0)) {
      return false;
    }
    for (String key : new String[] {"moe_layers", "moe_layers_enum"}) {
      JsonNode with = text.path(key);
      if ((with.isArray() && !contains(with, layer))
          || (with.isTextual() && !numbersOf(with.asText()).contains(String.valueOf(layer)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(JsonNode list, int layer) {
    for (JsonNode one : list) {
      if (one.asInt(-1) == layer) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> numbersOf(String list) {
    return new TreeSet<>(List.of(list.replace(" ", "").split(",")));
  }

  private int step(String key) {
    return Math.max(1, text.path(key).asInt(1));
  }
}
