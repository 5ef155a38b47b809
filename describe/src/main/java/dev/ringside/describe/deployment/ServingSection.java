package dev.ringside.describe.deployment;

import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.routing.EngineVersion;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The optional keys of a deployment file that say how the model is served:
 *
 * <pre>{@code
 * engine-version: 0.11.0
 * parallelism: {tensor: 8, data: 8, expert: 64, context: 2}   # context: of decode
 * all-to-all: deepep_low_latency
 * sequence-parallel: true
 * attention-data-parallel: 4   # SGLang: replicas of attention within the tensor group
 * speculative-tokens: 3
 * draft-model: llama-3.2-1b
 * gpu: h100
 * gpus-per-node: 8
 * flags: [disable-custom-all-reduce]
 * }</pre>
 */
final class ServingSection {

  static final Set<String> KEYS =
      Set.of(
          "engine-version",
          "all-to-all",
          "sequence-parallel",
          "attention-data-parallel",
          "speculative-tokens",
          "draft-model",
          "gpu",
          "gpus-per-node",
          "flags");
  static final Set<String> DIMENSIONS = Set.of("expert", "context", "prefill-context");

  private final YamlMapping yaml;
  private final ModelSection models;

  ServingSection(YamlMapping yaml, ModelSection models) {
    this.yaml = yaml;
    this.models = models;
  }

  ServingOptions options(ModelShape model, ParallelLayout layout) throws BadDescriptionException {
    YamlMapping parallelism = yaml.requiredMapping("parallelism");
    return new ServingOptions(
        expertParallel(parallelism, model, layout),
        yaml.named("all-to-all", AllToAll::ofLabel, AllToAll.labels())
            .orElse(ServingOptions.PLAIN.allToAll()),
        decodeContext(parallelism, model, layout),
        parallelism.positive("prefill-context").orElse(1),
        yaml.flag("sequence-parallel"),
        yaml.positive("speculative-tokens").orElse(0),
        draft(),
        engineVersion(),
        yaml.named("gpu", Gpu::ofLabel, Gpu.labels()).map(Gpu::label).orElse(""),
        yaml.positive("gpus-per-node").orElse(0),
        flags(),
        attentionReplicas(layout));
  }

  private int attentionReplicas(ParallelLayout layout) throws BadDescriptionException {
    int replicas = replicas(yaml);
    if (layout.tensor() % replicas != 0) {
      throw yaml.bad(
          "attention-data-parallel",
          "is %d, which does not divide tensor %d: the replicas are parts of the tensor group"
              .formatted(replicas, layout.tensor()));
    }
    return replicas;
  }

  /** Replicas of attention within a tensor group; 1 if the file does not say. */
  static int replicas(YamlMapping yaml) throws BadDescriptionException {
    return yaml.positive("attention-data-parallel").orElse(1);
  }

  private static boolean expertParallel(
      YamlMapping parallelism, ModelShape model, ParallelLayout layout)
      throws BadDescriptionException {
    int ranks = parallelism.positive("expert").orElse(1);
    if (ranks == 1) {
      return false;
    }
    if (!model.feedForward().hasExperts()) {
      throw parallelism.bad("expert", "is %d, but the model has no experts".formatted(ranks));
    }
    int all = layout.tensor() * layout.data();
    if (ranks != all) {
      throw parallelism.bad(
          "expert",
          "is %d, but experts spread over all tensor x data = %d ranks of a stage, or over none (1)"
              .formatted(ranks, all));
    }
    return true;
  }

  private static int decodeContext(YamlMapping parallelism, ModelShape model, ParallelLayout layout)
      throws BadDescriptionException {
    int ranks = parallelism.positive("context").orElse(1);
    if (layout.tensor() % ranks != 0) {
      throw parallelism.bad(
          "context",
          "is %d, which does not divide tensor %d: the ranks are some of the tensor group's"
              .formatted(ranks, layout.tensor()));
    }
    if (ranks > 1 && !model.attention().isKnown()) {
      throw parallelism.bad("context", "needs the model's attention heads");
    }
    return ranks;
  }

  private Optional<ModelShape> draft() throws BadDescriptionException {
    if (yaml.text("draft-model").isEmpty()) {
      return Optional.empty();
    }
    if (yaml.text("speculative-tokens").isEmpty()) {
      throw yaml.bad("draft-model", "drafts nothing without \"speculative-tokens\"");
    }
    return Optional.of(models.model("draft-model"));
  }

  private String engineVersion() throws BadDescriptionException {
    String version = yaml.text("engine-version").orElse("");
    try {
      EngineVersion.parse(version);
      return version;
    } catch (IllegalArgumentException e) {
      throw yaml.bad(
          "engine-version", "is \"%s\", expected one like 0.8.5, or main".formatted(version));
    }
  }

  private SortedSet<String> flags() throws BadDescriptionException {
    SortedSet<String> known = new TreeSet<>(EngineFlag.KNOWN);
    SortedSet<String> flags = new TreeSet<>(yaml.items("flags"));
    for (String flag : flags) {
      if (!known.contains(flag)) {
        throw yaml.bad(
            "flags", "has \"%s\"; known are %s".formatted(flag, String.join(", ", known)));
      }
    }
    return flags;
  }
}
