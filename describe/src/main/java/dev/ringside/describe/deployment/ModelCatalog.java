package dev.ringside.describe.deployment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The models known by name, from the resource {@code models.yaml}. */
public final class ModelCatalog {

  private static final String RESOURCE = "models.yaml";

  private final Map<String, ModelDimensions> models;

  private ModelCatalog(Map<String, ModelDimensions> models) {
    this.models = Collections.unmodifiableMap(models);
  }

  /** The catalog that comes with the program. */
  public static ModelCatalog bundled() {
    try (InputStream resource = ModelCatalog.class.getResourceAsStream(RESOURCE)) {
      Map<String, Map<String, String>> entries =
          new YAMLMapper()
              .readValue(
                  resource, new TypeReference<LinkedHashMap<String, Map<String, String>>>() {});
      Map<String, ModelDimensions> models = new LinkedHashMap<>();
      entries.forEach((name, words) -> models.put(name, ModelDimensions.parse(words)));
      return new ModelCatalog(models);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + RESOURCE, e);
    }
  }

  public Optional<ModelShape> find(String name) {
    return find(name, ModelDimensions.NONE);
  }

  /**
   * @param overrides said by the operator: before the catalog's own
   * @throws IllegalArgumentException if they do not fit together
   */
  public Optional<ModelShape> find(String name, ModelDimensions overrides) {
    return Optional.ofNullable(models.get(name))
        .map(dimensions -> dimensions.overriddenBy(overrides).shape(name));
  }

  /**
   * A model by catalog name, or by the path of a {@code config.json} or its folder.
   *
   * @param folder what relative paths start from
   * @return empty if it is neither
   * @throws BadDescriptionException if the config, or what overrides it, cannot be used
   */
  public Optional<ModelShape> findOrRead(String wanted, Path folder, ModelDimensions overrides)
      throws BadDescriptionException {
    try {
      Optional<ModelShape> known = find(wanted, overrides);
      if (known.isPresent()) {
        return known;
      }
    } catch (IllegalArgumentException e) {
      throw new BadDescriptionException(e.getMessage(), e);
    }
    Optional<Path> config = configAt(wanted, folder);
    return config.isEmpty()
        ? Optional.empty()
        : Optional.of(HuggingFaceConfig.read(config.get(), overrides));
  }

  /** The config file that {@code wanted} means, unless it is a name of the catalog. */
  Optional<Path> configAt(String wanted, Path folder) {
    if (models.containsKey(wanted)) {
      return Optional.empty();
    }
    Path path = folder.resolve(wanted).normalize();
    Path config = Files.isDirectory(path) ? path.resolve("config.json") : path;
    return Files.exists(config) ? Optional.of(config) : Optional.empty();
  }

  /** In the catalog's own order. */
  public Set<String> names() {
    return models.keySet();
  }
}
