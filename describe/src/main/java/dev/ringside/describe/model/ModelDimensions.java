package dev.ringside.describe.model;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The part of a model's shape that one source states: a config file, the catalog, or an operator's
 * overrides.
 */
public record ModelDimensions(Map<Dimension, Integer> values, ModelFamily family) {

  public static final ModelDimensions NONE = new ModelDimensions(Map.of());

  private static final String ARCHITECTURE = "architecture";

  /** What the catalog says of a model that reads pictures, too. */
  private static final List<Trait> SENSES =
      List.of(
          Trait.MULTIMODAL,
          Trait.VISION_WIDTH,
          Trait.VISION_LAYERS,
          Trait.VISION_MERGE,
          Trait.VISION_STACK);

  private static final List<Dimension> NEEDED =
      List.of(
          Dimension.LAYERS,
          Dimension.HIDDEN,
          Dimension.VOCABULARY,
          Dimension.HEADS,
          Dimension.TENSORS_HANDED_OVER,
          Dimension.TIED_EMBEDDINGS);

  public ModelDimensions {
    Map<Dimension, Integer> copy = new EnumMap<>(Dimension.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** Dimensions that say nothing of a family. */
  public ModelDimensions(Map<Dimension, Integer> values) {
    this(values, ModelFamily.UNSTATED);
  }

  /**
   * Reads the {@code layers=32} of a command line.
   *
   * @throws IllegalArgumentException naming the key that is not known, or its value that is wrong
   */
  public static ModelDimensions parse(Map<String, String> words) {
    Map<Dimension, Integer> values = new EnumMap<>(Dimension.class);
    words.forEach(
        (label, text) -> {
          Dimension dimension =
              Dimension.ofLabel(label)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "unknown key \"%s\"; known are %s"
                                  .formatted(label, String.join(", ", Dimension.labels()))));
          try {
            values.put(dimension, dimension.parse(text));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"%s\" %s".formatted(label, e.getMessage()), e);
          }
        });
    return new ModelDimensions(values);
  }

  /** Reads {@code model-overrides}. */
  public static ModelDimensions read(YamlMapping yaml) throws BadDescriptionException {
    yaml.allowOnly(Dimension.labels());
    return new ModelDimensions(values(yaml));
  }

  /** Reads an entry of the catalog. */
  static ModelDimensions readEntry(YamlMapping yaml) throws BadDescriptionException {
    Set<String> keys = new TreeSet<>(Dimension.labels());
    keys.add(ARCHITECTURE);
    keys.addAll(SENSES.stream().map(Trait::label).toList());
    yaml.allowOnly(keys);
    ModelFamily family = ModelFamily.of(yaml.requiredText(ARCHITECTURE));
    for (Trait trait : SENSES) {
      int value = yaml.whole(trait.label(), 0).orElse(0);
      family = value == 0 ? family : family.with(trait, value);
    }
    return new ModelDimensions(values(yaml), family);
  }

  private static Map<Dimension, Integer> values(YamlMapping yaml) throws BadDescriptionException {
    Map<Dimension, Integer> values = new EnumMap<>(Dimension.class);
    for (String key : yaml.keys()) {
      if (Dimension.ofLabel(key).isEmpty()) {
        continue;
      }
      Dimension dimension = Dimension.ofLabel(key).orElseThrow();
      try {
        values.put(dimension, dimension.parse(yaml.requiredText(key)));
      } catch (IllegalArgumentException e) {
        throw yaml.bad(key, e.getMessage());
      }
    }
    return values;
  }

  /**
   * With what an operator says instead; how many tensors are handed over is then the operator's.
   */
  public ModelDimensions overriddenBy(ModelDimensions other) {
    Map<Dimension, Integer> merged = new EnumMap<>(Dimension.class);
    merged.putAll(values);
    merged.putAll(other.values);
    ModelFamily merging = family;
    if (other.values.containsKey(Dimension.TENSORS_HANDED_OVER)) {
      merging = merging.with(Trait.HANDED_OVER, other.values.get(Dimension.TENSORS_HANDED_OVER));
    }
    if (other.values.containsKey(Dimension.EXPERT_WIDTH)) {
      merging = merging.with(Trait.EXPERT_WIDTH, other.values.get(Dimension.EXPERT_WIDTH));
    }
    return new ModelDimensions(merged, merging);
  }

  /** The dimensions that are still needed for a shape. */
  public List<Dimension> missing() {
    List<Dimension> missing = new ArrayList<>(NEEDED);
    if (get(Dimension.EXPERTS, 0) > 0) {
      missing.add(Dimension.EXPERTS_PER_TOKEN);
      missing.add(Dimension.DENSE_LAYERS);
    }
    if (hasNoAttention()) {
      missing.remove(Dimension.HEADS);
    }
    missing.removeAll(values.keySet());
    if (isNamed()) {
      missing.remove(Dimension.EXPERTS_PER_TOKEN);
    }
    return isNamed() && missing.equals(List.of(Dimension.HEADS)) ? List.of() : missing;
  }

  /** Of a model of some class the heads matter to few calls: it is not refused for them alone. */
  private boolean isNamed() {
    return !family.architecture().isEmpty() && !family.architecture().equals(ModelFamily.UNNAMED);
  }

  private boolean hasNoAttention() {
    String layers = family.layers();
    return !layers.isEmpty() && layers.chars().noneMatch(letter -> "AEa".indexOf(letter) >= 0);
  }

  /**
   * The model with these dimensions; KV heads default to the heads, the head's size to {@code
   * h/heads}, an expert's width to that of a dense layer. A config that does not say how many
   * experts a token is sent to is understood as one, and its family says so: only where experts are
   * shared by ranks do calls depend on it.
   *
   * @throws IllegalArgumentException if a dimension is missing or they do not fit together
   */
  public ModelShape shape(String name) {
    List<Dimension> missing = missing();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "model %s: missing %s"
              .formatted(name, String.join(", ", missing.stream().map(Dimension::label).toList())));
    }
    return new ModelShape(
        name,
        get(Dimension.LAYERS, 0),
        get(Dimension.HIDDEN, 0),
        get(Dimension.VOCABULARY, 0),
        get(Dimension.TENSORS_HANDED_OVER, 0),
        attention(),
        feedForward(),
        get(Dimension.TIED_EMBEDDINGS, 0) == 1,
        familyOf(get(Dimension.LAYERS, 0)));
  }

  /** Kinds of layers that the config gives are those of its own number of layers. */
  private ModelFamily familyOf(int layers) {
    boolean fits = family.layers().isEmpty() || family.layers().length() == layers;
    List<String> unread = new ArrayList<>(family.unread());
    if (isRoutedUnknown()) {
      unread.add("experts without " + Dimension.EXPERTS_PER_TOKEN.configKeys().get(0));
    }
    return new ModelFamily(
        family.architecture(), fits ? family.layers() : "", family.traits(), unread);
  }

  private boolean isRoutedUnknown() {
    return get(Dimension.EXPERTS, 0) > 0 && !values.containsKey(Dimension.EXPERTS_PER_TOKEN);
  }

  private AttentionShape attention() {
    int heads = get(Dimension.HEADS, 0);
    if (heads == 0) {
      return AttentionShape.UNKNOWN;
    }
    int rank = get(Dimension.LATENT_RANK, 0);
    return new AttentionShape(
        heads,
        get(Dimension.KV_HEADS, heads),
        get(Dimension.HEAD_DIM, get(Dimension.HIDDEN, 0) / heads),
        rank,
        rank > 0 ? get(Dimension.LATENT_ROPE, 0) : 0);
  }

  private FeedForwardShape feedForward() {
    int intermediate = get(Dimension.INTERMEDIATE, 0);
    int experts = get(Dimension.EXPERTS, 0);
    return experts == 0
        ? FeedForwardShape.dense(intermediate)
        : new FeedForwardShape(
            intermediate,
            experts,
            get(Dimension.EXPERTS_PER_TOKEN, 1),
            get(Dimension.EXPERT_INTERMEDIATE, intermediate),
            get(Dimension.SHARED_EXPERTS, 0),
            get(Dimension.DENSE_LAYERS, 0));
  }

  private int get(Dimension dimension, int otherwise) {
    return values.getOrDefault(dimension, otherwise);
  }
}
