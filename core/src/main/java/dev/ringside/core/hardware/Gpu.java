package dev.ringside.core.hardware;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * GPUs, with the figures that routing, memory fit and the roofline need.
 *
 * <p>Source: NVIDIA data sheets (SXM parts; dense BF16 without sparsity; decimal bytes). {@link
 * #CARDINAL_H100} is the paper's: 94 GB of HBM2e, four direct NVLinks, no switch (arXiv 2507.14392,
 * table II); its memory bandwidth is not stated there and taken as 2.4 TB/s.
 */
public enum Gpu {
  A100(80, 80e9, 312e12, 2.039e12, true),
  H100(90, 80e9, 989e12, 3.35e12, true),
  CARDINAL_H100(90, 94e9, 989e12, 2.4e12, false),
  H200(90, 141e9, 989e12, 4.8e12, true),
  B200(100, 180e9, 2250e12, 8.0e12, true),
  B300(103, 288e9, 2500e12, 8.0e12, true),
  L40S(89, 48e9, 362e12, 0.864e12, false);

  private final int computeCapability;
  private final double memoryBytes;
  private final double flopsPerSecond;
  private final double memoryBytesPerSecond;
  private final boolean multicast;

  Gpu(
      int computeCapability,
      double memoryBytes,
      double flopsPerSecond,
      double memoryBytesPerSecond,
      boolean multicast) {
    this.computeCapability = computeCapability;
    this.memoryBytes = memoryBytes;
    this.flopsPerSecond = flopsPerSecond;
    this.memoryBytesPerSecond = memoryBytesPerSecond;
    this.multicast = multicast;
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

  /** SM version without the dot: 90 for Hopper. */
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
    return multicast && computeCapability >= 90;
  }

  /** True if GPUs of a node are linked by NVLink. */
  public boolean hasNvlink() {
    return this != L40S;
  }
}
