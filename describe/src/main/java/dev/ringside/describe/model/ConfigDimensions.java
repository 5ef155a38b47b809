package dev.ringside.describe.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The dimensions that a {@code config.json} states, and those that its architecture implies. */
final class ConfigDimensions {

  /** Where multi-modal models keep their language model. */
  private static final List<String> TEXT_MODELS =
      List.of("text_config", "llm_config", "language_config");

  private final Path file;
  private final JsonNode root;
  private final JsonNode text;
  private final Map<Dimension, Integer> values = new EnumMap<>(Dimension.class);

  ConfigDimensions(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
    this.text = textModel(root);
  }

  private static JsonNode textModel(JsonNode root) {
    if (root.path("hidden_size").isMissingNode()) {
      for (String key : TEXT_MODELS) {
        if (root.path(key).isObject()) {
          return root.path(key);
        }
      }
    }
    return root;
  }

  JsonNode text() {
    return text;
  }

  /** Model types and class names; the language model's come before those of the whole model. */
  List<String> architectures() {
    List<String> names = new ArrayList<>();
    for (JsonNode node : List.of(text, root)) {
      if (node.path("model_type").isTextual()) {
        names.add(node.path("model_type").asText());
      }
      node.path("architectures").forEach(name -> names.add(name.asText()));
    }
    return names.stream().filter(name -> !name.isBlank()).distinct().toList();
  }

  ModelDimensions read() throws BadDescriptionException {
    Optional<Architecture> architecture = Architecture.of(architectures());
    for (Dimension dimension : Dimension.values()) {
      if (dimension != Dimension.TIED_EMBEDDINGS) {
        take(dimension);
      }
    }
    if (values.getOrDefault(Dimension.LATENT_RANK, 0) > 0) {
      number("v_head_dim").ifPresent(size -> values.put(Dimension.HEAD_DIM, size));
    }
    if (text.path("multi_query").asBoolean()
        && !text.path("new_decoder_architecture").asBoolean()) {
      values.put(Dimension.KV_HEADS, 1);
    }
    readExperts(architecture.isPresent());
    architecture.ifPresent(this::imply);
    tied().ifPresent(tied -> values.put(Dimension.TIED_EMBEDDINGS, tied ? 1 : 0));
    return new ModelDimensions(values);
  }

  private void take(Dimension dimension) throws BadDescriptionException {
    for (String key : dimension.configKeys()) {
      OptionalInt value = number(key);
      if (value.isPresent() && value.getAsInt() > 0) {
        values.put(dimension, value.getAsInt());
        return;
      }
    }
  }

  private void readExperts(boolean known) throws BadDescriptionException {
    if (!values.containsKey(Dimension.EXPERTS)) {
      return;
    }
    OptionalInt sharedWidth = number("shared_expert_intermediate_size");
    int width = values.getOrDefault(Dimension.EXPERT_INTERMEDIATE, 0);
    if (sharedWidth.isPresent() && width > 0) {
      values.put(Dimension.SHARED_EXPERTS, sharedWidth.getAsInt() / width);
    }
    OptionalInt leading = number("first_k_dense_replace");
    if (known || leading.isPresent()) {
      values.put(Dimension.DENSE_LAYERS, denseLayers(leading.orElse(0)));
    }
  }

  /**
   * Layers without experts: DeepSeek's first ones and those its frequency leaves out; Qwen's by
   * list and by step.
   */
  private int denseLayers(int leading) throws BadDescriptionException {
    int layers = values.getOrDefault(Dimension.LAYERS, 0);
    int frequency = Math.max(1, number("moe_layer_freq").orElse(1));
    int step = Math.max(1, number("decoder_sparse_step").orElse(1));
    Set<Integer> listed = new HashSet<>();
    text.path("mlp_only_layers").forEach(layer -> listed.add(layer.asInt(-1)));
    int dense = 0;
    for (int layer = 0; layer < layers; layer++) {
      boolean sparse =
          layer >= leading
              && layer % frequency == 0
              && (layer + 1) % step == 0
              && !listed.contains(layer);
      dense += sparse ? 0 : 1;
    }
    return dense;
  }

  private void imply(Architecture architecture) {
    values.put(Dimension.TENSORS_HANDED_OVER, architecture.tensorsHandedOver());
    values.put(Dimension.TIED_EMBEDDINGS, architecture.tied() ? 1 : 0);
    architecture.defaults().forEach(values::putIfAbsent);
    Integer hidden = values.get(Dimension.HIDDEN);
    if (architecture.fourfold() && hidden != null && hidden <= Integer.MAX_VALUE / 4) {
      values.putIfAbsent(Dimension.INTERMEDIATE, 4 * hidden);
    }
  }

  private Optional<Boolean> tied() {
    for (JsonNode node : List.of(text, root)) {
      JsonNode tied = node.path("tie_word_embeddings");
      if (tied.isBoolean()) {
        return Optional.of(tied.booleanValue());
      }
    }
    return Optional.empty();
  }

  private OptionalInt number(String key) throws BadDescriptionException {
    JsonNode value = text.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new BadDescriptionException(
          "%s: \"%s\" is %s, expected a whole number".formatted(file, key, value));
    }
    return OptionalInt.of(value.intValue());
  }
}
