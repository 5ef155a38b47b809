package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.routing.EngineVersion;
import dev.ringside.core.routing.RoutingFlags;
import dev.ringside.describe.deployment.ModelCatalog;
import dev.ringside.describe.deployment.ModelDimensions;
import dev.ringside.describe.fabric.BadFabricException;
import dev.ringside.describe.fabric.FabricFile;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Options: a model, the engine that serves it, and the hardware below; no layout yet. */
public final class ServedModel {

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
          "A dimension that the model's config lacks or has wrong: layers, hidden,"
              + " vocabulary, heads, kv-heads, experts ... May be repeated.")
  private Map<String, String> overrides = Map.of();

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
      description = "Release, for example 0.8.5 (default: the newest known).")
  private String engineVersion;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bfloat16",
      description = "Data type of activations on the wire (default: bfloat16).")
  private String dtype;

  @Option(
      names = "--all-to-all",
      paramLabel = "BACKEND",
      defaultValue = "allgather_reducescatter",
      description =
          "How tokens reach experts of other replicas: allgather_reducescatter (default), naive,"
              + " deepep_high_throughput or deepep_low_latency.")
  private String allToAll;

  @Option(
      names = "--flag",
      paramLabel = "FLAG",
      description =
          "Engine switch, may be repeated: disable-custom-all-reduce, disable-symm-mem,"
              + " disable-allreduce-fusion, batch-invariant, fp8-dispatch ...")
  private List<String> flags = List.of();

  @Option(
      names = "--gpu",
      paramLabel = "GPU",
      defaultValue = "",
      description = "a100, h100, cardinal-h100, h200, b200, b300 or l40s; decides the transports.")
  private String gpu;

  @Option(
      names = "--gpus-per-node",
      paramLabel = "G",
      description = "GPUs per node (default: those of the fabric, or 8).")
  private Integer gpusPerNode;

  @Option(
      names = "--fabric",
      paramLabel = "NAME|FILE",
      description =
          "Links, needed for seconds: a file written by ringside calibrate, or a bundled name such"
              + " as h100-nvlink, a100-nvlink, pcie or ethernet-10g.")
  private String fabric;

  /** The dimensions of {@code --model}. */
  public ModelShape model() throws BadDescriptionException {
    try {
      return shape("--model", model, ModelDimensions.parse(overrides));
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--model-override: " + e.getMessage(), e);
    }
  }

  static ModelShape shape(String option, String wanted, ModelDimensions overrides)
      throws BadDescriptionException {
    ModelCatalog catalog = ModelCatalog.bundled();
    Optional<ModelShape> model = catalog.findOrRead(wanted, Path.of(""), overrides);
    if (model.isEmpty()) {
      throw new BadInputException(
          "%s %s: neither a file nor in the catalog (%s)"
              .formatted(option, wanted, String.join(", ", catalog.names())));
    }
    return model.get();
  }

  Engine engine() {
    return Engine.ofLabel(engine)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--engine %s: the engines are %s".formatted(engine, Engine.labels())));
  }

  /** Empty for the newest known. */
  public String engineVersion() {
    try {
      EngineVersion.parse(engineVersion);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--engine-version: " + e.getMessage(), e);
    }
    return engineVersion;
  }

  /** Type of the activations. */
  public DataType dataType() {
    DataType type = DataType.of(dtype);
    if (type.bytes() == 0) {
      throw new BadInputException(
          "--dtype %s: expected bfloat16, float16, float32 or another data type".formatted(dtype));
    }
    return type;
  }

  AllToAll allToAll() {
    return AllToAll.ofLabel(allToAll)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--all-to-all %s: the backends are %s".formatted(allToAll, AllToAll.labels())));
  }

  TreeSet<String> flags() {
    for (String flag : flags) {
      if (!RoutingFlags.KNOWN.contains(flag)) {
        throw new BadInputException(
            "--flag %s: the flags are %s"
                .formatted(flag, String.join(", ", new TreeSet<>(RoutingFlags.KNOWN))));
      }
    }
    return new TreeSet<>(flags);
  }

  /** Empty if not said. */
  public Optional<Gpu> gpu() {
    Optional<Gpu> known = Gpu.ofLabel(gpu);
    if (!gpu.isEmpty() && known.isEmpty()) {
      throw new BadInputException("--gpu %s: the GPUs are %s".formatted(gpu, Gpu.labels()));
    }
    return known;
  }

  /** 0 if not said. */
  public int gpusPerNode() {
    if (gpusPerNode != null && gpusPerNode < 1) {
      throw new BadInputException("--gpus-per-node %d: must be at least 1".formatted(gpusPerNode));
    }
    return gpusPerNode == null ? 0 : gpusPerNode;
  }

  /** Empty if not said. */
  public Optional<Fabric> fabric() throws BadFabricException {
    return fabric == null ? Optional.empty() : Optional.of(FabricFile.find(fabric));
  }
}
