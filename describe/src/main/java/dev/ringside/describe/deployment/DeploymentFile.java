package dev.ringside.describe.deployment;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.describe.model.Dimension;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads an operator's description of a deployment:
 *
 * <pre>{@code
 * name: llama-8b-test
 * model: llama-3.1-8b        # catalog name, or path (relative to this file) to a config.json
 * engine: vllm-v0
 * parallelism: {tensor: 2, pipeline: 2}
 * dtype: bfloat16            # optional if the model's config.json says it
 * max-num-seqs: 1            # optional, like all that follows
 * fabric: nvlink
 * tenant: team-a             # whose agents may send its calls
 * }</pre>
 *
 * <p>{@link Dimension} lists the keys of {@code model-overrides}, {@link ServingSection} those that
 * say how the model is served.
 */
public final class DeploymentFile {

  private static final Set<String> KEYS = new TreeSet<>(ServingSection.KEYS);
  private static final Set<String> DIMENSIONS = new TreeSet<>(ServingSection.DIMENSIONS);

  static {
    KEYS.addAll(
        Set.of(
            "name",
            "model",
            "model-overrides",
            "engine",
            "parallelism",
            "dtype",
            "max-num-seqs",
            "fabric",
            "tenant"));
    DIMENSIONS.addAll(Set.of("tensor", "pipeline", "data"));
  }

  private final YamlMapping yaml;
  private final ModelSection models;

  private DeploymentFile(YamlMapping yaml) {
    this.yaml = yaml;
    this.models = new ModelSection(yaml);
  }

  /**
   * @throws BadDescriptionException with one clear line: file, line, what was expected
   */
  public static Deployment read(Path file) throws BadDescriptionException {
    return read(YamlMapping.read(file));
  }

  /** The same keys, inside another file. */
  public static Deployment read(YamlMapping yaml) throws BadDescriptionException {
    yaml.allowOnly(KEYS);
    return new DeploymentFile(yaml).deployment();
  }

  private Deployment deployment() throws BadDescriptionException {
    String name = yaml.requiredText("name");
    ModelShape model = models.model();
    Engine engine =
        yaml.named("engine", Engine::ofLabel, Engine.labels())
            .orElseThrow(() -> yaml.missing("engine"));
    YamlMapping parallelism = yaml.requiredMapping("parallelism");
    ParallelLayout layout = layout(parallelism);
    requireFitting(model, engine, layout);
    DataType dataType = dataType();
    try {
      ServingOptions options = new ServingSection(yaml, models).options(model, layout);
      Deployment deployment =
          new Deployment(
              name,
              model,
              engine,
              layout,
              dataType,
              yaml.positive("max-num-seqs"),
              yaml.text("fabric").orElse("unknown"),
              options,
              tenant());
      options.draft().ifPresent(deployment::draftedBy);
      return deployment;
    } catch (IllegalArgumentException e) {
      throw new BadDescriptionException(yaml.file() + ": " + e.getMessage(), e);
    }
  }

  private void requireFitting(ModelShape model, Engine engine, ParallelLayout layout)
      throws BadDescriptionException {
    int tensor = layout.tensor();
    int replicas = ServingSection.replicas(yaml);
    if (tensor % replicas == 0) {
      requireDivisible("attention heads", model.attention().heads(), tensor / replicas);
    }
    requireDivisible("vocabulary entries", engine.paddedVocabulary(model, tensor), tensor);
    if (layout.pipeline() > model.layers()) {
      throw yaml.bad(
          "parallelism",
          "says pipeline %d, but the model has %d layers"
              .formatted(layout.pipeline(), model.layers()));
    }
    Optional<String> refused = engine.refusesStages(layout, yaml.text("engine-version").orElse(""));
    if (refused.isPresent()) {
      throw yaml.bad(
          "parallelism",
          "says pipeline %d, which is not modelled for engine %s (%s)"
              .formatted(layout.pipeline(), engine.label(), refused.get()));
    }
  }

  private void requireDivisible(String parts, long number, int tensor)
      throws BadDescriptionException {
    if (number % tensor != 0) {
      throw yaml.bad(
          "parallelism",
          "says tensor %d, which does not divide the model's %d %s"
              .formatted(tensor, number, parts));
    }
  }

  private ParallelLayout layout(YamlMapping parallelism) throws BadDescriptionException {
    parallelism.allowOnly(DIMENSIONS);
    int tensor = parallelism.positive("tensor").orElse(1);
    int pipeline = parallelism.positive("pipeline").orElse(1);
    int data = parallelism.positive("data").orElse(1);
    try {
      return new ParallelLayout(tensor, pipeline, data);
    } catch (IllegalArgumentException e) {
      throw yaml.bad("parallelism", "is refused: " + e.getMessage());
    }
  }

  private Tenant tenant() throws BadDescriptionException {
    String name = yaml.text("tenant").orElse("");
    if (!Tenant.isName(name)) {
      throw yaml.bad("tenant", "is \"%s\", expected %s".formatted(name, Tenant.FORM));
    }
    return new Tenant(name);
  }

  private DataType dataType() throws BadDescriptionException {
    if (yaml.text("dtype").isEmpty()) {
      Optional<DataType> stated = models.dataType();
      if (stated.isPresent()) {
        return stated.get();
      }
    }
    String wanted = yaml.requiredText("dtype");
    DataType type = DataType.of(wanted);
    if (type == DataType.UNKNOWN) {
      throw yaml.bad(
          "dtype", "is \"%s\", expected bfloat16, float16, float32 or the like".formatted(wanted));
    }
    return type;
  }
}
