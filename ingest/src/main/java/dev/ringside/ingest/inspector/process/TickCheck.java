package dev.ringside.ingest.inspector.process;

import java.util.Arrays;

/**
 * Notices that a process's GPU times are in the wrong unit.
 *
 * <p>RCCL took ticks of 10 ns for nanoseconds until April 2026, so that a call's time was a tenth
 * of what it took. Nothing in the line says so; only the host's own times of the same call do,
 * where they are written. Judged by the median of the first {@value #MOST} calls that lasted long
 * enough.
 *
 * <p>Source: ROCm/rocm-systems issue 4725.
 */
final class TickCheck {

  private static final int LEAST = 3;
  private static final int MOST = 63;
  private static final long LONG_ENOUGH_US = 100;
  private static final double LOW = 9.5;
  private static final double HIGH = 10.5;

  private final double[] ratios = new double[MOST];
  private int size;

  /**
   * One call.
   *
   * @param hostUs longest channel by the host's clock
   * @param gpuNs the time that the line states
   */
  void add(long hostUs, long gpuNs) {
    if (size < MOST && gpuNs > 0 && hostUs >= LONG_ENOUGH_US) {
      ratios[size++] = 1_000.0 * hostUs / gpuNs;
    }
  }

  /** True if the stated times are a tenth of what the host saw. */
  boolean isContradictory() {
    return size >= LEAST && median() >= LOW && median() <= HIGH;
  }

  /** The host's time over the stated one. */
  double median() {
    double[] sorted = Arrays.copyOf(ratios, size);
    Arrays.sort(sorted);
    return sorted[size / 2];
  }
}
