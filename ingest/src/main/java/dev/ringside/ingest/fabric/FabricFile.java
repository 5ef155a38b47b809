package dev.ringside.ingest.fabric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.fabric.WireLaw;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes fabrics as YAML: by name, the GPUs of a node and a cost a path. The bundled file
 * is the example.
 *
 * <p>α stands in microseconds and β in 10⁹ bytes a second, the units people quote them in.
 */
public final class FabricFile {

  private static final YAMLMapper YAML = new YAMLMapper();

  private FabricFile() {}

  /** The fabrics that come with Ringside, by name. */
  public static Map<String, Fabric> bundled() {
    try (InputStream in = FabricFile.class.getResourceAsStream("fabrics.yaml")) {
      return fabrics("bundled fabrics", YAML.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BadFabricException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The fabric named {@code wanted}: a bundled one, or the first of the file with that path, laid
   * over the bundled one of its name if there is one.
   *
   * @throws BadFabricException with one clear line
   */
  public static Fabric find(String wanted) throws BadFabricException {
    Map<String, Fabric> bundled = bundled();
    if (bundled.containsKey(wanted)) {
      return bundled.get(wanted);
    }
    Path file = Path.of(wanted);
    if (!Files.isRegularFile(file)) {
      throw new BadFabricException(
          "fabric \"%s\": neither a file nor one of %s"
              .formatted(wanted, String.join(", ", bundled.keySet())));
    }
    Fabric own = read(file).values().iterator().next();
    Fabric base = bundled.get(own.name());
    return base == null ? own : base.overriddenBy(own);
  }

  /**
   * @throws BadFabricException with file, entry and what was expected
   */
  public static Map<String, Fabric> read(Path file) throws BadFabricException {
    try {
      return fabrics(file.toString(), YAML.readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw new BadFabricException(
          "%s:%d: no YAML: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")));
    } catch (IOException e) {
      throw new BadFabricException(file + ": cannot be read: " + e.getMessage());
    }
  }

  private static Map<String, Fabric> fabrics(String file, JsonNode root) throws BadFabricException {
    if (!root.isObject() || root.isEmpty()) {
      throw new BadFabricException(file + ": no fabric in it; expected \"name:\" and its paths");
    }
    Map<String, Fabric> fabrics = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      fabrics.put(entry.getKey(), fabric(file, entry.getKey(), entry.getValue()));
    }
    return fabrics;
  }

  private static Fabric fabric(String file, String name, JsonNode node) throws BadFabricException {
    List<CostRule> rules = new ArrayList<>();
    for (JsonNode path : node.path("paths")) {
      String where = "%s: fabric %s, path %d".formatted(file, name, rules.size() + 1);
      try {
        rules.add(rule(where, path));
      } catch (IllegalArgumentException e) {
        throw new BadFabricException(where + ": " + e.getMessage());
      }
    }
    if (rules.isEmpty()) {
      throw new BadFabricException("%s: fabric %s has no paths".formatted(file, name));
    }
    return new Fabric(
        name, node.path("gpus-per-node").asInt(8), node.path("multicast").asBoolean(), rules);
  }

  private static CostRule rule(String where, JsonNode path) throws BadFabricException {
    String[] ranks = required(where, path, "ranks").asText().split("-", 2);
    return new CostRule(
        one(where, path, "transport", Transport.values()),
        collective(where, path),
        one(where, path, "reach", Reach.values()),
        Integer.parseInt(ranks[0]),
        Integer.parseInt(ranks[ranks.length - 1]),
        path.path("min-bytes").asLong(0),
        path.path("max-bytes").asLong(Long.MAX_VALUE),
        one(where, path, "wire", WireLaw.values()),
        number(where, path, "alpha") * 1e-6,
        number(where, path, "bandwidth") * 1e9,
        one(where, path, "confidence", Confidence.values()),
        required(where, path, "source").asText());
  }

  private static Optional<Collective> collective(String where, JsonNode path)
      throws BadFabricException {
    if (path.path("collective").isMissingNode()) {
      return Optional.empty();
    }
    Collective collective = Collective.ofLabel(path.path("collective").asText());
    if (collective == Collective.UNKNOWN) {
      throw new BadFabricException(
          "%s: collective \"%s\" is not known".formatted(where, path.path("collective").asText()));
    }
    return Optional.of(collective);
  }

  private static double number(String where, JsonNode path, String key) throws BadFabricException {
    JsonNode value = required(where, path, key);
    if (!value.isNumber()) {
      throw new BadFabricException("%s: \"%s\" must be a number".formatted(where, key));
    }
    return value.asDouble();
  }

  private static <E extends Enum<E>> E one(String where, JsonNode path, String key, E[] values)
      throws BadFabricException {
    String word = required(where, path, key).asText();
    String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values)
        .filter(value -> value.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadFabricException(
                    "%s: %s \"%s\" is none of %s"
                        .formatted(where, key, word, Arrays.toString(values))));
  }

  private static JsonNode required(String where, JsonNode path, String key)
      throws BadFabricException {
    JsonNode value = path.path(key);
    if (!value.isValueNode()) {
      throw new BadFabricException("%s: no \"%s\"".formatted(where, key));
    }
    return value;
  }

  /** The YAML of one fabric, ready to be read again. */
  public static String write(Fabric fabric) {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        "%s:%n  gpus-per-node: %d%n  multicast: %s%n  paths:%n"
            .formatted(fabric.name(), fabric.gpusPerNode(), fabric.multicast()));
    fabric.rules().forEach(rule -> yaml.append("    - ").append(line(rule)).append('\n'));
    return yaml.toString();
  }

  private static String line(CostRule rule) {
    String collective =
        rule.collective().map(c -> "collective: %s, ".formatted(c.label())).orElse("");
    String sizes =
        (rule.minBytes() > 0 ? "min-bytes: %d, ".formatted(rule.minBytes()) : "")
            + (rule.maxBytes() < Long.MAX_VALUE
                ? "max-bytes: %d, ".formatted(rule.maxBytes())
                : "");
    return String.format(
        Locale.ROOT,
        "{transport: %s, %sreach: %s, ranks: %d-%d, %salpha: %.4g, bandwidth: %.5g, wire: %s,"
            + " confidence: %s, source: \"%s\"}",
        rule.transport(),
        collective,
        rule.reach().label(),
        rule.minRanks(),
        rule.maxRanks(),
        sizes,
        rule.alphaSeconds() * 1e6,
        rule.bytesPerSecond() / 1e9,
        rule.law().label(),
        rule.confidence().label(),
        rule.source().replace('"', '\''));
  }
}
