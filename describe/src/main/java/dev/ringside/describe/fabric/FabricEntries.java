package dev.ringside.describe.fabric;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The entries of a fabric file: one a fabric, with its paths. */
final class FabricEntries {

  private static final Set<String> KEYS = Set.of("gpus-per-node", "multicast", "paths");
  private static final int USUAL_NODE = 8;

  private final String file;
  private final Map<String, Fabric> known;

  /**
   * @param known what unsaid facts of a fabric with one of these names are taken from
   */
  FabricEntries(String file, Map<String, Fabric> known) {
    this.file = file;
    this.known = known;
  }

  Map<String, Fabric> read(JsonNode root) throws BadFabricException {
    if (!root.isObject() || root.isEmpty()) {
      throw new BadFabricException(file + ": no fabric in it; expected \"name:\" and its paths");
    }
    Map<String, Fabric> fabrics = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String where = "%s: fabric %s".formatted(file, entry.getKey());
      fabrics.put(entry.getKey(), fabric(where, entry.getKey(), entry.getValue()));
    }
    return fabrics;
  }

  private Fabric fabric(String where, String name, JsonNode node) throws BadFabricException {
    allowOnly(where, node, KEYS);
    List<CostRule> rules = new ArrayList<>();
    for (JsonNode path : node.path("paths")) {
      rules.add(new PathEntry("%s, path %d".formatted(where, rules.size() + 1), path).rule());
    }
    if (rules.isEmpty()) {
      throw new BadFabricException(where + " has no paths");
    }
    Fabric base = known.get(name);
    return new Fabric(
        name,
        gpusPerNode(
            where, node.path("gpus-per-node"), base == null ? USUAL_NODE : base.gpusPerNode()),
        multicast(where, node.path("multicast"), base != null && base.multicast()),
        rules);
  }

  private static int gpusPerNode(String where, JsonNode node, int otherwise)
      throws BadFabricException {
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.isInt() || node.intValue() < 1) {
      throw new BadFabricException(
          "%s: \"gpus-per-node\" is %s, expected a whole number from 1".formatted(where, node));
    }
    return node.intValue();
  }

  private static boolean multicast(String where, JsonNode node, boolean otherwise)
      throws BadFabricException {
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw new BadFabricException(
          "%s: \"multicast\" is %s, expected true or false".formatted(where, node));
    }
    return node.booleanValue();
  }

  /** A key that is misspelt must not be passed over: its rule would then hold for more. */
  static void allowOnly(String where, JsonNode node, Set<String> keys) throws BadFabricException {
    if (!node.isObject()) {
      throw new BadFabricException(
          "%s: expected keys of its own: %s"
              .formatted(where, String.join(", ", new TreeSet<>(keys))));
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!keys.contains(entry.getKey())) {
        throw new BadFabricException(
            "%s: unknown key \"%s\"; known are %s"
                .formatted(where, entry.getKey(), String.join(", ", new TreeSet<>(keys))));
      }
    }
  }
}
