package dev.ringside.core.series;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.ReportRow;

/**
 * The labels of one running total: bounded, unlike {@link ReportRow}'s exact sizes.
 *
 * @param sizeClass ⌈log₂ message bytes⌉, so that a class holds (2^(c−1), 2^c] bytes; −1 if unknown
 */
public record SeriesKey(
    Parallelism parallelism,
    int stage,
    Phase phase,
    Collective collective,
    DataType dataType,
    int sizeClass) {

  public static final int UNKNOWN_SIZE = -1;

  /** The class of a message of {@code bytes}; {@link #UNKNOWN_SIZE} if negative. */
  public static int sizeClassOf(long bytes) {
    if (bytes < 0) {
      return UNKNOWN_SIZE;
    }
    return bytes <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(bytes - 1);
  }
}
