package dev.ringside.core.hardware;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * GPUs, with the figures that routing, memory fit and the roofline need.
 *
 * <p>Source: data sheets of NVIDIA and AMD (SXM and OAM parts; dense BF16 without sparsity; decimal
 * bytes); which of them no data sheet gives is {@link #isEstimated}. {@link #CARDINAL_H100} is the
 * paper's: 94 GB of HBM2e, four direct NVLinks, no switch (arXiv 2507.14392, table II); its memory
 * bandwidth is not stated there and taken as 2.4 TB/s.
 */
public enum Gpu {
  A100(80, 80e9, 312e12, 2.039e12, Links.SWITCH),
  H100(90, 80e9, 989e12, 3.35e12, Links.SWITCH),
  CARDINAL_H100(90, 94e9, 989e12, 2.4e12, Links.DIRECT),
  H200(90, 141e9, 989e12, 4.8e12, Links.SWITCH),
  B200(100, 180e9, 2250e12, 8.0e12, Links.SWITCH),
  B300(103, 288e9, 2500e12, 8.0e12, Links.SWITCH),
  /** Four a node, 72 in one NVLink domain. */
  GB200(100, 186e9, 2500e12, 8.0e12, Links.RACK),
  GB300(103, 288e9, 2500e12, 8.0e12, Links.RACK),
  /** Rubin, by NVIDIA's preliminary figures. */
  R200(107, 288e9, 4000e12, 22e12, Links.RACK),
  L40S(89, 48e9, 362e12, 0.864e12, Links.NONE),
  /** Server edition; the FP32 accumulation of the data sheet. */
  RTX_PRO_6000(120, 96e9, 504e12, 1.597e12, Links.NONE),
  /** DGX Spark: one a node, memory shared with the CPU; a quarter of its dense FP4 figure. */
  GB10(121, 128e9, 125e12, 0.273e12, Links.ALONE),
  MI300X(0, 192e9, 1307e12, 5.3e12, Links.DIRECT),
  MI355X(0, 288e9, 2500e12, 8.0e12, Links.DIRECT);

  /** How GPUs of a kind are joined. */
  private enum Links {
    /** Over PCIe. */
    NONE,
    /** One GPU a node. */
    ALONE,
    /** Each with each: NVLink bridges, or xGMI. */
    DIRECT,
    /** By an NVSwitch in the node. */
    SWITCH,
    /** By NVSwitches that join the nodes of a rack. */
    RACK
  }

  private static final int RACK_GPUS = 72;

  private final int computeCapability;
  private final double memoryBytes;
  private final double flopsPerSecond;
  private final double memoryBytesPerSecond;
  private final Links links;

  Gpu(
      int computeCapability,
      double memoryBytes,
      double flopsPerSecond,
      double memoryBytesPerSecond,
      Links links) {
    this.computeCapability = computeCapability;
    this.memoryBytes = memoryBytes;
    this.flopsPerSecond = flopsPerSecond;
    this.memoryBytesPerSecond = memoryBytesPerSecond;
    this.links = links;
  }

  /** {@code h100}, {@code cardinal-h100}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Gpu> ofLabel(String label) {
    return Arrays.stream(values()).filter(gpu -> gpu.label().equals(label)).findFirst();
  }

  public static String labels() {
    return Arrays.stream(values()).map(Gpu::label).collect(Collectors.joining(", "));
  }

  /** SM version without the dot: 90 for Hopper; 0 for AMD's. */
  public int computeCapability() {
    return computeCapability;
  }

  public double memoryBytes() {
    return memoryBytes;
  }

  /** Dense BF16 operations per second, multiply and add counted as two. */
  public double flopsPerSecond() {
    return flopsPerSecond;
  }

  public double memoryBytesPerSecond() {
    return memoryBytesPerSecond;
  }

  /** True if the GPUs of a node usually have an NVSwitch that multiplies and reduces (NVLS). */
  public boolean hasMulticast() {
    return (links == Links.SWITCH || links == Links.RACK) && computeCapability >= 90;
  }

  /** True if GPUs of a node are linked by NVLink, or AMD's by xGMI. */
  public boolean hasNvlink() {
    return links != Links.NONE && links != Links.ALONE;
  }

  /** True if it is AMD's. */
  public boolean isRocm() {
    return computeCapability == 0;
  }

  /**
   * True if some of the figures are of no data sheet that was read: preliminary (R200), derived
   * from others (GB10, RTX PRO 6000), of a device that no sheet is of (the paper's), or AMD's.
   */
  public boolean isEstimated() {
    return switch (this) {
      case CARDINAL_H100, R200, RTX_PRO_6000, GB10, MI300X, MI355X -> true;
      default -> false;
    };
  }

  /** GPUs of a node, as they are usually built. */
  public int gpusPerNode() {
    return switch (links) {
      case ALONE -> 1;
      case RACK -> 4;
      default -> 8;
    };
  }

  /** True if so many GPUs on several nodes can be in one NVLink domain. */
  public boolean linksNodes(int gpus) {
    return links == Links.RACK && gpus <= RACK_GPUS;
  }
}
