package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.plan.Workload;
import dev.ringside.core.routing.EngineVersion;
import dev.ringside.core.routing.RoutingFlags;
import dev.ringside.ingest.deployment.BadDeploymentException;
import dev.ringside.ingest.deployment.HuggingFaceConfig;
import dev.ringside.ingest.deployment.ModelCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What is planned for: a model on an engine on a layout, and the work it is given. */
public final class PlanOptions {

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      required = true,
      description = "Catalog name, or path of a Hugging Face config.json (or its folder).")
  private String model;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "vllm",
      description = "vllm-v0, vllm, transformers, sglang or trtllm (default: vllm).")
  private String engine;

  @Option(
      names = "--engine-version",
      paramLabel = "V",
      defaultValue = "",
      description = "Release, for example 0.8.5; default: the newest known.")
  private String engineVersion;

  @Option(names = "--tensor", paramLabel = "T", defaultValue = "1", description = "Tensor ranks.")
  private int tensor;

  @Option(names = "--pipeline", paramLabel = "P", defaultValue = "1", description = "Stages.")
  private int pipeline;

  @Option(names = "--data", paramLabel = "N", defaultValue = "1", description = "Replicas.")
  private int data;

  @Option(
      names = "--expert",
      paramLabel = "N",
      description = "Spread experts over N ranks; N must be tensor x data.")
  private Integer expert;

  @Option(
      names = "--all-to-all",
      paramLabel = "BACKEND",
      defaultValue = "allgather_reducescatter",
      description =
          "allgather_reducescatter, naive, deepep_high_throughput or deepep_low_latency.")
  private String allToAll;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "1",
      description = "Ranks of the tensor group that share a sequence's KV cache in decode.")
  private int context;

  @Option(
      names = "--prefill-context",
      paramLabel = "N",
      defaultValue = "1",
      description = "Ranks that share a prompt in prefill.")
  private int prefillContext;

  @Option(
      names = "--sequence-parallel",
      description = "All-reduces as reduce-scatter and all-gather.")
  private boolean sequenceParallel;

  @Option(
      names = "--speculative-tokens",
      paramLabel = "K",
      defaultValue = "0",
      description = "Drafted tokens a step.")
  private int speculativeTokens;

  @Option(
      names = "--draft-model",
      paramLabel = "NAME|FILE",
      description = "The model that drafts; without it drafting communicates nothing.")
  private String draftModel;

  @Option(
      names = "--flag",
      paramLabel = "FLAG",
      description =
          "Engine switch: disable-custom-all-reduce, disable-symm-mem, disable-allreduce-fusion,"
              + " batch-invariant, fp8-dispatch. May be repeated.")
  private List<String> flags = List.of();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bfloat16",
      description = "Activations on the wire (default: bfloat16).")
  private String dtype;

  @Option(
      names = "--gpu",
      paramLabel = "GPU",
      defaultValue = "",
      description = "a100, h100, cardinal-h100, h200, b200, b300, l40s; needed for transports.")
  private String gpu;

  @Option(
      names = "--gpus-per-node",
      paramLabel = "G",
      defaultValue = "0",
      description = "GPUs that share a node; default: the fabric's.")
  private int gpusPerNode;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Prompt of each request (default: 128).")
  private long promptTokens;

  @Option(
      names = "--output-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Generated tokens of each request (default: 128).")
  private long outputTokens;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "1",
      description = "Requests that run together on each replica (default: 1).")
  private long batch;

  @Option(
      names = "--max-num-batched-tokens",
      paramLabel = "N",
      defaultValue = "8192",
      description = "Tokens one pass may hold (default: 8192).")
  private long maxBatchedTokens;

  /** The work each replica is given. */
  public Workload workload() throws BadInputException {
    try {
      return new Workload(promptTokens, outputTokens, batch, maxBatchedTokens);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  /** The deployment that is planned. */
  public Deployment deployment() throws BadInputException, BadDeploymentException {
    return deployment(tensor, pipeline, data, expert != null);
  }

  /** The same model and engine on another layout. */
  public Deployment deployment(int t, int p, int d, boolean expertParallel)
      throws BadInputException, BadDeploymentException {
    try {
      return new Deployment(
          "plan",
          model(model),
          engine(),
          new ParallelLayout(t, p, d),
          DataType.of(dtype),
          OptionalInt.empty(),
          "unknown",
          options(t, d, expertParallel));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  private ServingOptions options(int t, int d, boolean expertParallel)
      throws BadInputException, BadDeploymentException {
    if (expert != null && expertParallel && tensor == t && data == d && expert != t * d) {
      throw new BadInputException(
          "--expert %d: experts are spread over all tensor x data = %d ranks of a stage"
              .formatted(expert, t * d));
    }
    Optional<AllToAll> way = AllToAll.ofLabel(allToAll);
    if (way.isEmpty()) {
      throw new BadInputException(
          "--all-to-all %s: known are %s".formatted(allToAll, AllToAll.labels()));
    }
    if (!gpu.isEmpty() && Gpu.ofLabel(gpu).isEmpty()) {
      throw new BadInputException("--gpu %s: known are %s".formatted(gpu, Gpu.labels()));
    }
    EngineVersion.parse(engineVersion);
    Optional<ModelShape> draft =
        draftModel == null ? Optional.empty() : Optional.of(model(draftModel));
    return new ServingOptions(
        expertParallel,
        way.get(),
        context,
        prefillContext,
        sequenceParallel,
        speculativeTokens,
        draft,
        engineVersion,
        gpu,
        gpusPerNode,
        knownFlags());
  }

  private TreeSet<String> knownFlags() throws BadInputException {
    TreeSet<String> known = new TreeSet<>(RoutingFlags.KNOWN);
    known.add("fp8-dispatch");
    for (String flag : flags) {
      if (!known.contains(flag)) {
        throw new BadInputException(
            "--flag %s: known are %s".formatted(flag, String.join(", ", known)));
      }
    }
    return new TreeSet<>(flags);
  }

  private Engine engine() throws BadInputException {
    return Engine.ofLabel(engine)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--engine %s: known are %s".formatted(engine, Engine.labels())));
  }

  private static ModelShape model(String wanted) throws BadInputException, BadDeploymentException {
    ModelCatalog catalog = ModelCatalog.bundled();
    Optional<ModelShape> known = catalog.find(wanted);
    if (known.isPresent()) {
      return known.get();
    }
    Path path = Path.of(wanted);
    Path config = Files.isDirectory(path) ? path.resolve("config.json") : path;
    if (!Files.exists(config)) {
      throw new BadInputException(
          "--model %s: neither a file nor in the catalog (%s)"
              .formatted(wanted, String.join(", ", catalog.names())));
    }
    return HuggingFaceConfig.read(config);
  }

  String gpu() {
    return gpu;
  }
}
