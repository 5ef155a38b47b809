package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.advise.Advisor;
import dev.ringside.core.advise.Goal;
import dev.ringside.core.advise.LayoutChoice;
import dev.ringside.core.advise.Question;
import dev.ringside.core.advise.WeightBytes;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.describe.fabric.BadFabricException;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What advice is asked for: a model on an engine, the GPUs there are, the load, and a goal. */
public final class AdviceOptions {

  private static final int BITS_PER_BYTE = 8;
  private static final int DEFAULT_GPUS_PER_NODE = 8;

  @Mixin private ServedModel served;

  @Option(
      names = "--gpus",
      paramLabel = "N",
      required = true,
      description = "Number of GPUs; all are used.")
  private int gpus;

  @Option(
      names = "--concurrency",
      paramLabel = "C",
      defaultValue = "1",
      description = "Concurrent requests on the whole cluster (default: 1).")
  private long concurrency;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Prompt tokens of each request (default: 128).")
  private long promptTokens;

  @Option(
      names = "--output-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Generated tokens of each request (default: 128).")
  private long outputTokens;

  @Option(
      names = "--weight-bits",
      paramLabel = "BITS",
      description =
          "Bits per parameter, for example 8 for FP8 weights (default: those of the dtype).")
  private Integer weightBits;

  @Option(
      names = "--goal",
      paramLabel = "ttft|tpot|throughput|volume",
      defaultValue = "tpot",
      description = "What to rank by (default: tpot, time per output token).")
  private Goal goal;

  public Goal goal() {
    return goal;
  }

  /** Advisor for what the options say. */
  public Advisor advisor() throws BadDescriptionException, BadFabricException {
    ModelShape model = served.model();
    if (!WeightBytes.canWeigh(model)) {
      throw new BadInputException(
          "--model %s: attention heads or feed-forward sizes are unknown, so memory cannot be computed"
              .formatted(model.name()));
    }
    Optional<Fabric> fabric = served.fabric();
    if (goal.needsTime() && fabric.isEmpty()) {
      throw new BadInputException(
          "--goal %s needs --fabric; only --goal volume does not".formatted(goal.label()));
    }
    Gpu gpu =
        served
            .gpu()
            .orElseThrow(
                () ->
                    new BadInputException("--gpu is missing: it decides how much memory there is"));
    int perNode = perNode(fabric);
    ServingOptions plain = options(false, perNode, gpu);
    ServingOptions spread = options(true, perNode, gpu);
    return new Advisor(
        question(gpu, perNode),
        model,
        fabric,
        choice -> deployment(model, choice, choice.expertParallel() ? spread : plain));
  }

  private int perNode(Optional<Fabric> fabric) {
    return served.gpusPerNode() > 0
        ? served.gpusPerNode()
        : fabric.map(Fabric::gpusPerNode).orElse(DEFAULT_GPUS_PER_NODE);
  }

  private Question question(Gpu gpu, int perNode) {
    double bytes =
        weightBits == null ? served.dataType().bytes() : (double) weightBits / BITS_PER_BYTE;
    try {
      return new Question(gpus, perNode, gpu, concurrency, promptTokens, outputTokens, bytes);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private Deployment deployment(ModelShape model, LayoutChoice choice, ServingOptions options) {
    return new Deployment(
        model.name(),
        model,
        served.engine(),
        new ParallelLayout(choice.tensor(), choice.pipeline(), choice.data()),
        served.dataType(),
        OptionalInt.empty(),
        "unknown",
        options);
  }

  private ServingOptions options(boolean expertParallel, int perNode, Gpu gpu) {
    return new ServingOptions(
        expertParallel,
        served.allToAll(),
        1,
        1,
        false,
        0,
        Optional.empty(),
        served.engineVersion(),
        gpu.label(),
        perNode,
        served.flags());
  }
}
