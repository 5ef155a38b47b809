package dev.ringside.cli.plan;

import dev.ringside.cli.console.BadInputException;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.describe.fabric.FabricFile;
import dev.ringside.describe.yaml.BadDescriptionException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that name GPUs and the links between them. */
final class HardwareOptions {

  @Option(
      names = "--gpu",
      paramLabel = "GPU",
      defaultValue = "",
      description =
          "h100, b200, gb200, b300, gb300, mi300x, rtx-pro-6000 ...; decides the transports.")
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

  /** Empty if not given. */
  Optional<Gpu> gpu() {
    Optional<Gpu> known = Gpu.ofLabel(gpu);
    if (!gpu.isEmpty() && known.isEmpty()) {
      throw new BadInputException("--gpu %s: the GPUs are %s".formatted(gpu, Gpu.labels()));
    }
    return known;
  }

  /** 0 if not given. */
  int gpusPerNode() {
    if (gpusPerNode != null && gpusPerNode < 1) {
      throw new BadInputException("--gpus-per-node %d: must be at least 1".formatted(gpusPerNode));
    }
    return gpusPerNode == null ? 0 : gpusPerNode;
  }

  /** Empty if not given. */
  Optional<Fabric> fabric() throws BadDescriptionException {
    return fabric == null ? Optional.empty() : Optional.of(FabricFile.find(fabric));
  }
}
