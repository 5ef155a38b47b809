package dev.ringside.describe.fabric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ringside.core.fabric.Fabric;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes fabrics as YAML: by name, the GPUs of a node and a cost a path. The bundled file
 * is the example.
 *
 * <p>α stands in microseconds and β in 10⁹ bytes a second, the units people quote them in.
 */
public final class FabricFile {

  private static final ObjectReader YAML =
      new YAMLMapper().reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  private FabricFile() {}

  /** The fabrics that come with Ringside, by name. */
  public static Map<String, Fabric> bundled() {
    try (InputStream in = FabricFile.class.getResourceAsStream("fabrics.yaml")) {
      return new FabricEntries("fabrics.yaml", Map.of()).read(YAML.readTree(in));
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
    if (!isFile(wanted)) {
      throw new BadFabricException(
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
   * The fabrics of a file, by name; what a fabric leaves unsaid of its nodes is as in the bundled
   * one of that name, if there is one.
   *
   * @throws BadFabricException with file, line or entry, and what was expected
   */
  public static Map<String, Fabric> read(Path file) throws BadFabricException {
    try {
      JsonNode root = YAML.readTree(Files.readAllBytes(file));
      return new FabricEntries(file.toString(), bundled()).read(root);
    } catch (NoSuchFileException e) {
      throw new BadFabricException(file + ": no such fabric file", e);
    } catch (JsonProcessingException e) {
      throw new BadFabricException(
          "%s:%d: no YAML: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new BadFabricException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The YAML of one fabric's own rules, which {@link #read} understands to the last digit. */
  public static String write(Fabric fabric) {
    return FabricText.of(fabric);
  }
}
