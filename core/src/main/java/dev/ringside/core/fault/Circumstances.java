package dev.ringside.core.fault;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Layout and options under which a deployment has a fault: words that must all hold.
 *
 * <pre>
 * t&gt;1 p=1 d&gt;1   tensor, pipeline, data parallelism, by =, &gt; or &lt;
 * r&gt;1 a=1       replicas of attention within a tensor group, and tensor ranks of each
 * ep            experts are spread over the ranks of a stage
 * eager         the engine runs without CUDA graphs
 * ascend        the engine runs on Ascend NPUs
 * </pre>
 *
 * <p>The other words are labels of {@link Trait}: the model has it. {@code !} before a word denies
 * it.
 *
 * @param text as the table has it; {@code -} for any
 */
record Circumstances(String text, List<Predicate<Deployment>> words) {

  private static final Map<String, Predicate<Deployment>> WORDS =
      Map.of(
          "ep", on -> on.options().expertParallel(),
          "eager", on -> on.options().flags().contains(EngineFlag.ENFORCE_EAGER),
          "ascend", on -> on.options().flags().contains(EngineFlag.ASCEND));

  Circumstances {
    words = List.copyOf(words);
  }

  /**
   * @throws IllegalArgumentException naming the word that is not known
   */
  static Circumstances parse(String text) {
    List<Predicate<Deployment>> words = new ArrayList<>();
    if (!text.equals(KnownFault.NONE)) {
      Arrays.stream(text.split(" ", -1)).map(Circumstances::word).forEach(words::add);
    }
    return new Circumstances(text, words);
  }

  private static Predicate<Deployment> word(String word) {
    if (word.startsWith("!")) {
      return word(word.substring(1)).negate();
    }
    if (WORDS.containsKey(word)) {
      return WORDS.get(word);
    }
    if (word.matches("[tpdra][=<>]\\d{1,6}")) {
      Limit limit = Limit.parse(word.substring(1));
      return on -> limit.holds(degree(word.charAt(0), on), 0);
    }
    Trait trait =
        Trait.ofLabel(word)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "\"%s\": expected t, p, d, r or a with =, < or > and a number, a trait, or one of %s"
                            .formatted(
                                word,
                                WORDS.keySet().stream()
                                    .sorted()
                                    .collect(Collectors.joining(", ")))));
    return on -> on.model().family().trait(trait) > 0;
  }

  private static int degree(char which, Deployment on) {
    return switch (which) {
      case 't' -> on.layout().tensor();
      case 'p' -> on.layout().pipeline();
      case 'r' -> on.options().attentionReplicas();
      case 'a' -> on.attentionTensor();
      default -> on.layout().data();
    };
  }

  boolean hold(Deployment on) {
    return words.stream().allMatch(word -> word.test(on));
  }
}
