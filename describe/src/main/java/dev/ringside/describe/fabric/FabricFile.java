package dev.ringside.describe.fabric;

import dev.ringside.core.fabric.Fabric;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes fabrics as YAML: for each name, the GPUs of a node and a cost for each path. The
 * bundled file is the example.
 *
 * <p>α is in microseconds and β in 10⁹ bytes a second, the units people quote them in.
 */
public final class FabricFile {

  private FabricFile() {}

  /** The fabrics that come with Ringside, by name. */
  public static Map<String, Fabric> bundled() {
    try {
      return fabrics(YamlMapping.resource(FabricFile.class, "fabrics.yaml"), Map.of());
    } catch (BadDescriptionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The fabric named {@code wanted}: a bundled one, or the first of the file with that path. Where
   * a bundled fabric has the same name, the file's rules are laid over it.
   *
   * @throws BadDescriptionException if {@code wanted} is neither, or the file cannot be used
   */
  public static Fabric find(String wanted) throws BadDescriptionException {
    Map<String, Fabric> bundled = bundled();
    if (bundled.containsKey(wanted)) {
      return bundled.get(wanted);
    }
    if (!isFile(wanted)) {
      throw new BadDescriptionException(
          "fabric \"%s\": neither a file nor one of %s"
              .formatted(wanted, String.join(", ", bundled.keySet())));
    }
    Fabric own = read(Path.of(wanted)).values().iterator().next();
    return new Fabric(
        own.name(),
        own.gpusPerNode(),
        own.multicast(),
        own.rules(),
        Optional.ofNullable(bundled.get(own.name())));
  }

  private static boolean isFile(String wanted) {
    try {
      return Files.isRegularFile(Path.of(wanted));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * The fabrics of a file, by name. What a fabric does not say about its nodes is taken from the
   * bundled fabric of the same name, if there is one.
   *
   * @throws BadDescriptionException if the file cannot be used
   */
  public static Map<String, Fabric> read(Path file) throws BadDescriptionException {
    return fabrics(YamlMapping.read(file), bundled());
  }

  private static Map<String, Fabric> fabrics(YamlMapping yaml, Map<String, Fabric> known)
      throws BadDescriptionException {
    if (yaml.keys().isEmpty()) {
      throw yaml.bad("no fabric in it; expected \"name:\" and its paths");
    }
    Map<String, Fabric> fabrics = new LinkedHashMap<>();
    for (String name : yaml.keys()) {
      fabrics.put(
          name,
          FabricSection.read(
              name, yaml.requiredMapping(name), Optional.ofNullable(known.get(name))));
    }
    return fabrics;
  }

  /** The YAML of one fabric's own rules; {@link #read} restores them to the last digit. */
  public static String write(Fabric fabric) {
    return FabricText.of(fabric);
  }
}
