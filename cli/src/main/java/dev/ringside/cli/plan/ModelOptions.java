package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.describe.model.ModelCatalog;
import dev.ringside.describe.model.ModelDimensions;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that name a model and correct its dimensions. */
final class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      required = true,
      description =
          "Catalog name, or path of the config.json of a Hugging Face model, or of its folder.")
  private String model;

  @Option(
      names = "--model-override",
      paramLabel = "KEY=N",
      description =
          "A dimension that the model's config does not state, or states wrongly: layers, hidden,"
              + " vocabulary, heads, kv-heads, head-dim, intermediate, experts, experts-per-token,"
              + " expert-intermediate, expert-width (columns of the experts' sum, where a kernel"
              + " pads them), shared-experts, dense-layers, latent-rank, latent-rope,"
              + " tied-embeddings (true or false), tensors-handed-over (how many tensors a pipeline"
              + " stage sends to the next: 2 for hidden states and residual, 1 for hidden states"
              + " alone). May be repeated.")
  private Map<String, String> overrides = Map.of();

  /** The dimensions of {@code --model}. */
  ModelShape model() throws BadDescriptionException {
    try {
      return shape("--model", model, ModelDimensions.parse(overrides));
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--model-override: " + e.getMessage(), e);
    }
  }

  static ModelShape shape(String option, String wanted, ModelDimensions overrides)
      throws BadDescriptionException {
    ModelCatalog catalog = ModelCatalog.bundled();
    return catalog
        .findOrRead(wanted, Path.of(""), overrides)
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s %s: neither a file nor in the catalog (%s)"
                        .formatted(option, wanted, String.join(", ", catalog.names()))));
  }

  /** The name that was given, followed by the model's own if that is another. */
  String title(ModelShape shape) {
    return model.equals(shape.name()) ? model : "%s (%s)".formatted(model, shape.name());
  }
}
