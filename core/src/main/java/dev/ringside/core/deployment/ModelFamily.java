package dev.ringside.core.deployment;

import dev.ringside.core.bound.Bound;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Whose code runs a model: what its calls depend on besides its dimensions.
 *
 * @param architecture {@code architectures[0]} of its config, else its {@code model_type}; empty if
 *     the record that describes the model is older than this field
 * @param layers one letter for each layer, in order; empty if all layers are alike but for the
 *     first ones without experts. {@code A} attention and a dense half, {@code E} attention and
 *     experts, {@code M} and {@code N} the same with a state-space or linear mixer instead of
 *     attention, {@code H} attention, a dense half and then a mixer; {@code a m d e} one part alone
 *     (attention, mixer, dense, experts); {@code -} nothing
 * @param unread keys of the config that change communication and that are not understood
 */
public record ModelFamily(
    String architecture, String layers, Map<Trait, Integer> traits, List<String> unread) {

  /** Of a model described by its dimensions alone. */
  public static final ModelFamily UNSTATED = new ModelFamily("", "", Map.of(), List.of());

  /** What a config that gives no name at all is called by. */
  public static final String UNNAMED = "unnamed";

  private static final String LETTERS = "AEMNHamde-";
  private static final int MOST_UNREAD = 64;

  public ModelFamily {
    Bound.NAME_BYTES.require(architecture, "architecture of a model");
    Bound.LAYERS.require(layers.length(), "layers of a model's family");
    for (int layer = 0; layer < layers.length(); layer++) {
      if (LETTERS.indexOf(layers.charAt(layer)) < 0) {
        throw new IllegalArgumentException(
            "model of %s: layer %d is '%c', expected one of %s"
                .formatted(architecture, layer, layers.charAt(layer), LETTERS));
      }
    }
    EnumMap<Trait, Integer> copy = new EnumMap<>(Trait.class);
    copy.putAll(traits);
    copy.forEach(
        (trait, value) -> {
          Bound.DIMENSION.require(value, trait.label());
          if (value < 0) {
            throw new IllegalArgumentException(
                "%s %d must not be negative".formatted(trait.label(), value));
          }
        });
    traits = Collections.unmodifiableMap(copy);
    unread = List.copyOf(unread.subList(0, Math.min(unread.size(), MOST_UNREAD)));
    unread.forEach(key -> Bound.NAME_BYTES.require(key, "key of a config"));
  }

  /** A family with nothing out of the ordinary, by its class or model type. */
  public static ModelFamily of(String architecture) {
    return new ModelFamily(architecture, "", Map.of(), List.of());
  }

  /** The number, 0 if the model has no such thing. */
  public int trait(Trait trait) {
    return traits.getOrDefault(trait, 0);
  }

  /** The same with one number more, or another. */
  public ModelFamily with(Trait trait, int value) {
    EnumMap<Trait, Integer> more = new EnumMap<>(Trait.class);
    more.putAll(traits);
    more.put(trait, value);
    return new ModelFamily(architecture, layers, more, unread);
  }
}
