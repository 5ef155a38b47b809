package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.advise.Advisor;
import dev.ringside.core.advise.Goal;
import dev.ringside.core.advise.LayoutChoice;
import dev.ringside.core.advise.Question;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.hardware.WeightBytes;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code advise}: a model on an engine, the GPUs, the load, and a goal. */
public final class AdviceOptions {

  private static final int BITS_PER_BYTE = 8;
  private static final int DEFAULT_GPUS_PER_NODE = 8;

  @Mixin private ModelOptions model;
  @Mixin private EngineOptions engine;
  @Mixin private HardwareOptions hardware;

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

  @Mixin private RequestOptions requests;

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

  /** What was asked, in one line for people: model, engine, GPUs, fabric, load. */
  public String title() throws BadDescriptionException {
    Optional<Fabric> fabric = hardware.fabric();
    return "%s · %s · %d × %s, %d a node · %s · %d × (%d prompt + %d output) tokens"
        .formatted(
            model.title(model.model()),
            engine.engine().label(),
            gpus,
            hardware.gpu().map(Gpu::label).orElse("unknown GPU"),
            perNode(fabric),
            fabric.map(one -> "fabric " + one.name()).orElse("no fabric"),
            concurrency,
            requests.promptTokens,
            requests.outputTokens);
  }

  public Advisor advisor() throws BadDescriptionException {
    ModelShape shape = model.model();
    if (!WeightBytes.canWeigh(shape)) {
      throw new BadInputException(
          "--model %s: attention heads or feed-forward sizes are unknown, so memory cannot be computed"
              .formatted(shape.name()));
    }
    Optional<Fabric> fabric = hardware.fabric();
    if (goal.needsTime() && fabric.isEmpty()) {
      throw new BadInputException(
          "--goal %s needs --fabric; only --goal volume does not".formatted(goal.label()));
    }
    Gpu gpu =
        hardware
            .gpu()
            .orElseThrow(
                () ->
                    new BadInputException("--gpu is missing: it decides how much memory there is"));
    int perNode = perNode(fabric);
    ServingOptions plain = options(false, perNode, gpu);
    ServingOptions spread = options(true, perNode, gpu);
    return new Advisor(
        question(gpu, perNode),
        shape,
        fabric,
        choice -> deployment(shape, choice, choice.expertParallel() ? spread : plain));
  }

  private int perNode(Optional<Fabric> fabric) {
    return hardware.gpusPerNode() > 0
        ? hardware.gpusPerNode()
        : fabric.map(Fabric::gpusPerNode).orElse(DEFAULT_GPUS_PER_NODE);
  }

  private Question question(Gpu gpu, int perNode) {
    double bytes =
        weightBits == null ? engine.dataType().bytes() : (double) weightBits / BITS_PER_BYTE;
    try {
      return new Question(
          gpus, perNode, gpu, concurrency, requests.promptTokens, requests.outputTokens, bytes);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private Deployment deployment(ModelShape shape, LayoutChoice choice, ServingOptions options) {
    return new Deployment(
        shape.name(),
        shape,
        engine.engine(),
        new ParallelLayout(choice.tensor(), choice.pipeline(), choice.data()),
        engine.dataType(),
        OptionalInt.empty(),
        "unknown",
        options);
  }

  private ServingOptions options(boolean expertParallel, int perNode, Gpu gpu) {
    return new ServingOptions(
        expertParallel,
        engine.allToAll(),
        1,
        1,
        false,
        0,
        Optional.empty(),
        engine.engineVersion(),
        gpu.label(),
        perNode,
        engine.flags());
  }
}
