package dev.ringside.describe.deployment;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The keys of a deployment file that name models, and the one that corrects the model. */
final class ModelKeys {

  private static final String OVERRIDES = "model-overrides";

  private final Path folder;
  private final YamlMapping yaml;
  private final ModelCatalog catalog = ModelCatalog.bundled();

  ModelKeys(Path file, YamlMapping yaml) {
    this.folder = file.toAbsolutePath().getParent();
    this.yaml = yaml;
  }

  ModelShape model() throws BadDescriptionException {
    yaml.requiredText("model");
    return model("model", overrides());
  }

  /** The model that {@code key} names, as it is. */
  ModelShape model(String key) throws BadDescriptionException {
    return model(key, ModelDimensions.NONE);
  }

  private ModelShape model(String key, ModelDimensions overrides) throws BadDescriptionException {
    String wanted = yaml.requiredText(key);
    Optional<ModelShape> model = catalog.findOrRead(wanted, folder, overrides);
    if (model.isEmpty()) {
      throw yaml.bad(
          key,
          "is \"%s\": neither a file beside this one nor in the catalog (%s)"
              .formatted(wanted, String.join(", ", catalog.names())));
    }
    return model.get();
  }

  /** What the model's own config says of its activations. */
  Optional<DataType> dataType() throws BadDescriptionException {
    Optional<Path> config = catalog.configAt(yaml.requiredText("model"), folder);
    return config.isEmpty() ? Optional.empty() : HuggingFaceConfig.dataTypeOf(config.get());
  }

  private ModelDimensions overrides() throws BadDescriptionException {
    Optional<YamlMapping> given = yaml.mapping(OVERRIDES);
    if (given.isEmpty()) {
      return ModelDimensions.NONE;
    }
    given.get().allowOnly(Dimension.labels());
    Map<Dimension, Integer> values = new EnumMap<>(Dimension.class);
    for (String key : given.get().keys()) {
      Dimension dimension = Dimension.ofLabel(key).orElseThrow();
      try {
        values.put(dimension, dimension.parse(given.get().requiredText(key)));
      } catch (IllegalArgumentException e) {
        throw given.get().bad(key, e.getMessage());
      }
    }
    return new ModelDimensions(values);
  }
}
