package dev.ringside.describe.fabric;

import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One fabric of a fabric file: its nodes, and its paths as {@link PathSection}s. */
final class FabricSection {

  private static final Set<String> KEYS = Set.of("gpus-per-node", "multicast", "paths");
  private static final int USUAL_NODE = 8;

  private FabricSection() {}

  /**
   * @param base supplies what the section does not say about the nodes
   */
  static Fabric read(String name, YamlMapping yaml, Optional<Fabric> base)
      throws BadDescriptionException {
    yaml.allowOnly(KEYS);
    List<CostRule> rules = new ArrayList<>();
    for (YamlMapping path : yaml.mappings("paths")) {
      rules.add(new PathSection(path).rule());
    }
    if (rules.isEmpty()) {
      throw yaml.bad("fabric \"%s\" has no paths".formatted(name));
    }
    return new Fabric(
        name,
        yaml.positive("gpus-per-node").orElse(base.map(Fabric::gpusPerNode).orElse(USUAL_NODE)),
        yaml.flag("multicast", base.map(Fabric::multicast).orElse(false)),
        rules);
  }
}
