package dev.ringside.core.fabric;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The links between ranks, as costs by path. Of the rules that cover a path the narrowest holds,
 * and of equally narrow ones the first. If no rule covers it, the fabric beneath decides.
 *
 * @param multicast true if the switch can multiply and reduce (NVLS)
 * @param beneath the fabric that these rules override
 */
public record Fabric(
    String name,
    int gpusPerNode,
    boolean multicast,
    List<CostRule> rules,
    Optional<Fabric> beneath) {

  public Fabric {
    rules = List.copyOf(rules);
    if (gpusPerNode < 1) {
      throw new IllegalArgumentException(
          "fabric %s: %d GPUs per node".formatted(name, gpusPerNode));
    }
  }

  /** A fabric that overrides no other. */
  public Fabric(String name, int gpusPerNode, boolean multicast, List<CostRule> rules) {
    this(name, gpusPerNode, multicast, rules, Optional.empty());
  }

  public Optional<CostRule> ruleFor(CostRule.Path path) {
    return rules.stream()
        .filter(rule -> rule.covers(path))
        .min(Comparator.comparingLong(CostRule::breadth))
        .or(() -> beneath.flatMap(fabric -> fabric.ruleFor(path)));
  }

  /**
   * The predicted duration of one call.
   *
   * @return empty if no rule covers the path
   */
  public Optional<Prediction> predict(CostRule.Path path) {
    return ruleFor(path)
        .map(
            rule ->
                new Prediction(
                    rule.seconds(path.collective(), path.messageBytes(), path.ranks()),
                    rule.confidence(),
                    rule.source()));
  }

  /** Seconds of one call, with their confidence and source. */
  public record Prediction(double seconds, Confidence confidence, String source) {}
}
