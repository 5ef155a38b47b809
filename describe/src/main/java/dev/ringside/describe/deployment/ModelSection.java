package dev.ringside.describe.deployment;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.describe.model.HuggingFaceConfig;
import dev.ringside.describe.model.ModelCatalog;
import dev.ringside.describe.model.ModelDimensions;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The keys of a deployment file that name models, and {@code model-overrides}. */
final class ModelSection {

  private final Path folder;
  private final YamlMapping yaml;
  private final ModelCatalog catalog = ModelCatalog.bundled();

  ModelSection(YamlMapping yaml) {
    this.folder = yaml.file().toAbsolutePath().getParent();
    this.yaml = yaml;
  }

  ModelShape model() throws BadDescriptionException {
    yaml.requiredText("model");
    Optional<YamlMapping> overrides = yaml.mapping("model-overrides");
    return model(
        "model",
        overrides.isEmpty() ? ModelDimensions.NONE : ModelDimensions.read(overrides.get()));
  }

  /** The model that {@code key} names, without overrides. */
  ModelShape model(String key) throws BadDescriptionException {
    return model(key, ModelDimensions.NONE);
  }

  private ModelShape model(String key, ModelDimensions overrides) throws BadDescriptionException {
    String wanted = yaml.requiredText(key);
    return catalog
        .findOrRead(wanted, folder, overrides)
        .orElseThrow(
            () ->
                yaml.bad(
                    key,
                    "is \"%s\": neither a file beside this one nor in the catalog (%s)"
                        .formatted(wanted, String.join(", ", catalog.names()))));
  }

  /** The type of activations that the model's own config states. */
  Optional<DataType> dataType() throws BadDescriptionException {
    Optional<Path> config = catalog.configAt(yaml.requiredText("model"), folder);
    return config.isEmpty() ? Optional.empty() : HuggingFaceConfig.dataTypeOf(config.get());
  }
}
