package dev.ringside.describe.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.bound.Bound;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The dimensions that a {@code config.json} states, and those that its architecture implies. */
final class ConfigDimensions {

  /** Where multi-modal models keep their language model. */
  private static final List<String> TEXT_MODELS =
      List.of("text_config", "llm_config", "language_config", "thinker_config");

  /** Where some models keep the dimensions of one half of a layer. */
  private static final List<String> HALVES = List.of("attn_config", "ffn_config");

  private final Path file;
  private final JsonNode root;
  private final JsonNode text;
  private final Map<Dimension, Integer> values = new EnumMap<>(Dimension.class);

  ConfigDimensions(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
    this.text = textModel(root);
  }

  /** The innermost description with the size of a language model, unless the outer one has it. */
  private static JsonNode textModel(JsonNode root) {
    if (has(root, Dimension.HIDDEN) && has(root, Dimension.LAYERS)) {
      return root;
    }
    for (String key : TEXT_MODELS) {
      if (root.path(key).isObject()) {
        return textModel(root.path(key));
      }
    }
    return root;
  }

  private static boolean has(JsonNode node, Dimension dimension) {
    return dimension.configKeys().stream().anyMatch(key -> node.hasNonNull(key));
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
    boolean nested = !text.equals(root);
    architectures().forEach(name -> ConfigDefaults.of(name, nested).forEach(values::putIfAbsent));
    if (values.getOrDefault(Dimension.LATENT_RANK, 0) > 0) {
      number("v_head_dim").ifPresent(size -> values.put(Dimension.HEAD_DIM, size));
    }
    if (text.path("multi_query").asBoolean()
        && !text.path("new_decoder_architecture").asBoolean()) {
      values.put(Dimension.KV_HEADS, 1);
    }
    countLayers();
    boolean hasExperts = values.containsKey(Dimension.EXPERTS);
    int layers = values.getOrDefault(Dimension.LAYERS, 0);
    layers = Bound.LAYERS.allows(layers) ? layers : 0;
    LayerKinds kinds = new LayerKinds(text, layers, hasExperts);
    if (hasExperts) {
      readExperts(kinds);
    }
    if (!architectures().isEmpty()) {
      imply(architecture.orElseGet(Architecture::ordinary));
    }
    tied().ifPresent(tied -> values.put(Dimension.TIED_EMBEDDINGS, tied ? 1 : 0));
    return new ModelDimensions(
        values,
        new ConfigFamily(root, text).read(values.getOrDefault(Dimension.HIDDEN, 0), kinds, layers));
  }

  /** A pattern of layers counts them; LongCat's class doubles what it calls hidden layers. */
  private void countLayers() throws BadDescriptionException {
    int patterned = text.path("hybrid_override_pattern").asText("").length();
    if (patterned > 0) {
      values.put(Dimension.LAYERS, patterned);
    }
    boolean doubled = architectures().stream().anyMatch(name -> name.startsWith("LongcatFlash"));
    if (doubled) {
      number("num_layers").ifPresent(layers -> values.put(Dimension.LAYERS, layers));
    }
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

  private void readExperts(LayerKinds kinds) throws BadDescriptionException {
    OptionalInt sharedWidth = number("shared_expert_intermediate_size");
    int width = values.getOrDefault(Dimension.EXPERT_INTERMEDIATE, 0);
    if (sharedWidth.isPresent() && width > 0) {
      values.put(Dimension.SHARED_EXPERTS, sharedWidth.getAsInt() / width);
    }
    values.put(Dimension.DENSE_LAYERS, kinds.dense());
  }

  private void imply(Architecture architecture) {
    values.put(Dimension.TENSORS_HANDED_OVER, architecture.tensorsHandedOver());
    values.put(Dimension.TIED_EMBEDDINGS, architecture.tied() ? 1 : 0);
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
    for (String half : HALVES) {
      value = value.isMissingNode() ? text.path(half).path(key) : value;
    }
    while (value.isArray() && !value.isEmpty()) {
      value = value.path(0);
    }
    if (value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty())) {
      return OptionalInt.empty();
    }
    boolean whole = value.isIntegralNumber() || (value.isNumber() && value.asDouble() % 1 == 0);
    if (!whole || !value.canConvertToInt() || value.intValue() < 0) {
      throw new BadDescriptionException(
          "%s: \"%s\" is %s, expected a whole number".formatted(file, key, value));
    }
    return OptionalInt.of(value.intValue());
  }
}
