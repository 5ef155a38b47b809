package dev.ringside.describe.model;

import dev.ringside.core.deployment.ModelShape;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The models known by name, from the resource {@code models.yaml}. */
public final class ModelCatalog {

  private final Map<String, ModelDimensions> models;

  private ModelCatalog(Map<String, ModelDimensions> models) {
    this.models = Collections.unmodifiableMap(models);
  }

  /** The catalog that comes with the program. */
  public static ModelCatalog bundled() {
    try {
      YamlMapping yaml = YamlMapping.resource(ModelCatalog.class, "models.yaml");
      Map<String, ModelDimensions> models = new LinkedHashMap<>();
      for (String name : yaml.keys()) {
        models.put(name, ModelDimensions.readEntry(yaml.requiredMapping(name)));
      }
      return new ModelCatalog(models);
    } catch (BadDescriptionException e) {
      throw new IllegalStateException(e);
    }
  }

  public Optional<ModelShape> find(String name) {
    return find(name, ModelDimensions.NONE);
  }

  /**
   * @param overrides replace the catalog's own dimensions
   * @throws IllegalArgumentException if the dimensions do not fit together
   */
  public Optional<ModelShape> find(String name, ModelDimensions overrides) {
    return Optional.ofNullable(models.get(name))
        .map(dimensions -> dimensions.overriddenBy(overrides).shape(name));
  }

  /**
   * A model by catalog name, or by the path of a {@code config.json} or its folder.
   *
   * @param folder where relative paths start
   * @return empty if {@code wanted} is neither
   * @throws BadDescriptionException if the config or its overrides cannot be used
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

  /** The config file that {@code wanted} means, unless the catalog has that name. */
  public Optional<Path> configAt(String wanted, Path folder) {
    if (models.containsKey(wanted)) {
      return Optional.empty();
    }
    try {
      Path path = folder.resolve(wanted).normalize();
      Path config = Files.isDirectory(path) ? path.resolve("config.json") : path;
      return Files.exists(config) ? Optional.of(config) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** In the catalog's own order. */
  public Set<String> names() {
    return models.keySet();
  }
}
