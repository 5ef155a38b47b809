package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.derived.Derivations;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.plan.Workload;
import dev.ringside.describe.model.ModelDimensions;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code plan}: a model on an engine, laid out over GPUs, and its workload. */
public final class PlanOptions {

  /** Prefill passes above which planning would take longer than it is worth. */
  private static final long MOST_PREFILL_PASSES = 10_000_000;

  @Mixin private ModelOptions model;
  @Mixin private EngineOptions engine;
  @Mixin private HardwareOptions hardware;

  @Option(
      names = "--tensor",
      paramLabel = "T",
      defaultValue = "1",
      description = "Ranks that split each layer (default: 1).")
  private int tensor;

  @Option(
      names = "--pipeline",
      paramLabel = "P",
      defaultValue = "1",
      description = "Stages that split the layers (default: 1).")
  private int pipeline;

  @Option(
      names = "--data",
      paramLabel = "N",
      defaultValue = "1",
      description = "Replicas (default: 1).")
  private int data;

  @Option(
      names = "--expert",
      paramLabel = "N",
      description = "Place whole experts on each of N ranks; N must be tensor x data.")
  private Integer expert;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "1",
      description = "Ranks of a tensor group that share a sequence's KV cache in decode.")
  private int context;

  @Option(
      names = "--prefill-context",
      paramLabel = "N",
      defaultValue = "1",
      description = "Ranks that share a prompt in prefill.")
  private int prefillContext;

  @Option(
      names = "--attention-data-parallel",
      paramLabel = "N",
      defaultValue = "1",
      description = "SGLang: replicas of attention within the tensor group (--attn-dp-size).")
  private int attentionReplicas;

  @Option(
      names = "--sequence-parallel",
      description = "Split all-reduces into reduce-scatter and all-gather.")
  private boolean sequenceParallel;

  @Option(
      names = "--speculative-tokens",
      paramLabel = "K",
      defaultValue = "0",
      description = "Tokens drafted in a decode step.")
  private int speculativeTokens;

  @Option(
      names = "--draft-model",
      paramLabel = "NAME|FILE",
      description = "Draft model (default: none, and then drafting communicates nothing).")
  private String draftModel;

  @Mixin private RequestOptions requests;
  @Mixin private DerivedOptions derived;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "1",
      description = "Concurrent requests on each replica (default: 1).")
  private long batch;

  @Option(
      names = "--max-num-seqs",
      paramLabel = "N",
      description = "The engine's flag of that name, which decides the padding of small passes.")
  private Integer maxNumSeqs;

  @Option(
      names = "--max-num-batched-tokens",
      paramLabel = "N",
      defaultValue = "8192",
      description = "Most tokens of one pass (default: 8192).")
  private long maxBatchedTokens;

  /** The work each replica is given. */
  public Workload workload() {
    try {
      Workload workload =
          new Workload(requests.promptTokens, requests.outputTokens, batch, maxBatchedTokens);
      if (Math.multiplyExact(batch, requests.promptTokens) / maxBatchedTokens
          > MOST_PREFILL_PASSES) {
        throw new BadInputException(
            "--batch %d of --prompt-tokens %d: more than %d passes of %d tokens"
                .formatted(batch, requests.promptTokens, MOST_PREFILL_PASSES, maxBatchedTokens));
      }
      return workload;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  public Deployment deployment() throws BadDescriptionException {
    ModelShape shape = model.model();
    requireExperts(shape);
    try {
      Deployment deployment =
          new Deployment(
              shape.name(),
              shape,
              engine.engine(),
              new ParallelLayout(tensor, pipeline, data),
              engine.dataType(),
              maxNumSeqs(),
              "unknown",
              options());
      deployment.options().draft().ifPresent(deployment::draftedBy);
      return deployment;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  private OptionalInt maxNumSeqs() {
    if (maxNumSeqs != null && maxNumSeqs < 1) {
      throw new BadInputException("--max-num-seqs %d: must be at least 1".formatted(maxNumSeqs));
    }
    return maxNumSeqs == null ? OptionalInt.empty() : OptionalInt.of(maxNumSeqs);
  }

  private void requireExperts(ModelShape shape) {
    if (!expertParallel()) {
      return;
    }
    if (!shape.feedForward().hasExperts()) {
      throw new BadInputException("--expert %d: %s has no experts".formatted(expert, shape.name()));
    }
    if (expert != (long) tensor * data) {
      throw new BadInputException(
          "--expert %d: experts are on all tensor x data = %d ranks of a stage"
              .formatted(expert, (long) tensor * data));
    }
  }

  /** As in a deployment file, 1 means that experts are not spread. */
  private boolean expertParallel() {
    return expert != null && expert != 1;
  }

  private ServingOptions options() throws BadDescriptionException {
    if (draftModel != null && speculativeTokens == 0) {
      throw new BadInputException("--draft-model needs --speculative-tokens");
    }
    Optional<ModelShape> draft =
        draftModel == null
            ? Optional.empty()
            : Optional.of(ModelOptions.shape("--draft-model", draftModel, ModelDimensions.NONE));
    return new ServingOptions(
        expertParallel(),
        engine.allToAll(),
        context,
        prefillContext,
        sequenceParallel,
        speculativeTokens,
        draft,
        engine.engineVersion(),
        hardware.gpu().map(Gpu::label).orElse(""),
        hardware.gpusPerNode(),
        engine.flags(),
        attentionReplicas);
  }

  /** The model as the user named it. */
  public String title(Deployment deployment) {
    return model.title(deployment.model());
  }

  /** The figures beside the plan that are asked for. */
  public Derivations derivations(Deployment deployment) {
    return derived.of(deployment, workload());
  }

  /** Empty if no seconds are asked for. */
  public Optional<Fabric> fabric() throws BadDescriptionException {
    return hardware.fabric();
  }
}
