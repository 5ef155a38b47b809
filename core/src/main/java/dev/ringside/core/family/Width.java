package dev.ringside.core.family;

import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How many elements a row is wide, as a sum of products of a model's numbers: {@code h}, {@code
 * v/t}, {@code qshard+2*kvshard}, {@code L*layer-embedding/t}.
 *
 * <pre>
 * h       hidden size                 v         vocabulary, padded as the engine pads it
 * L       layers                      tokens    vocabulary, not padded
 * topk    experts of a token          ffn       width of the feed-forward half
 * qshard  elements of one rank's queries        kvshard  the same of its keys
 * /t      the product before it, over the t tensor ranks, rounded up
 * </pre>
 *
 * <p>The other words are labels of {@link Trait}. A product with a number that the model has not
 * got is 0, and a call of width 0 is not made.
 */
record Width(List<Product> products) {

  /** Factors that are multiplied, and whether the ranks share the product. */
  private record Product(List<String> factors, boolean shared) {}

  private static final Set<String> WORDS =
      Set.of("h", "v", "L", "tokens", "topk", "ffn", "qshard", "kvshard");

  Width {
    products = List.copyOf(products);
  }

  /**
   * @throws IllegalArgumentException naming the word that is not known
   */
  static Width parse(String text) {
    List<Product> products = new ArrayList<>();
    for (String term : text.split("\\+", -1)) {
      boolean shared = term.endsWith("/t");
      List<String> factors =
          List.of((shared ? term.substring(0, term.length() - 2) : term).split("\\*", -1));
      factors.forEach(Width::requireKnown);
      products.add(new Product(factors, shared));
    }
    return new Width(products);
  }

  private static void requireKnown(String word) {
    if (!WORDS.contains(word) && !isNumber(word) && Trait.ofLabel(word).isEmpty()) {
      throw new IllegalArgumentException("no number of a model is called \"%s\"".formatted(word));
    }
  }

  private static boolean isNumber(String word) {
    return word.matches("\\d{1,9}");
  }

  /** The traits it names. */
  Set<Trait> traits() {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    for (Product product : products) {
      product.factors().forEach(word -> Trait.ofLabel(word).ifPresent(traits::add));
    }
    return traits;
  }

  boolean isHidden() {
    return products.equals(List.of(new Product(List.of("h"), false)));
  }

  /**
   * Elements of a row on one rank of {@code deployment}.
   *
   * @param tensor ranks that share the weights: t, fewer of attention in replicas
   */
  long of(Deployment deployment, int tensor) {
    long sum = 0;
    for (Product product : products) {
      long elements = 1;
      for (String factor : product.factors()) {
        elements = Math.multiplyExact(elements, number(factor, deployment, tensor));
      }
      sum += product.shared() ? (elements + tensor - 1) / tensor : elements;
    }
    return sum;
  }

  private static long number(String word, Deployment deployment, int tensor) {
    ModelShape model = deployment.model();
    Optional<Trait> trait = Trait.ofLabel(word);
    if (trait.isPresent()) {
      return model.family().trait(trait.get());
    }
    AttentionShape attention = model.attention();
    return switch (word) {
      case "h" -> model.hidden();
      case "v" -> deployment.engine().paddedVocabulary(model, tensor);
      case "L" -> model.layers();
      case "tokens" -> model.vocabulary();
      case "topk" -> model.feedForward().expertsPerToken();
      case "ffn" -> model.feedForward().intermediate();
      case "qshard" -> (long) attention.heads() / tensor * attention.headDim();
      case "kvshard" -> (long) Math.max(1, attention.kvHeads() / tensor) * attention.headDim();
      default -> Long.parseLong(word);
    };
  }
}
