package dev.ringside.core.series;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.parallelism.Parallelism;
import java.util.Comparator;

/**
 * The labels of one running total. Sizes are classes, so that their number is bounded, unlike the
 * exact sizes of a report's rows.
 *
 * <p>Order: stage, phase, parallelism, collective, data type, size class, as in a report.
 *
 * @param stage the issuing ranks' pipeline stage, −1 without a deployment
 * @param sizeClass ⌈log₂ message bytes⌉, so that a class holds (2^(c−1), 2^c] bytes; −1 if unknown
 */
public record SeriesKey(
    Parallelism parallelism,
    int stage,
    Phase phase,
    Collective collective,
    DataType dataType,
    int sizeClass)
    implements Comparable<SeriesKey> {

  public static final int UNKNOWN_SIZE = -1;

  private static final Comparator<SeriesKey> ORDER =
      Comparator.comparingInt(SeriesKey::stage)
          .thenComparing(SeriesKey::phase)
          .thenComparing(SeriesKey::parallelism)
          .thenComparing(SeriesKey::collective)
          .thenComparing(SeriesKey::dataType)
          .thenComparingInt(SeriesKey::sizeClass);

  /** The class of a message of {@code bytes}; {@link #UNKNOWN_SIZE} if negative. */
  public static int sizeClassOf(long bytes) {
    if (bytes < 0) {
      return UNKNOWN_SIZE;
    }
    return bytes <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(bytes - 1);
  }

  @Override
  public int compareTo(SeriesKey other) {
    return ORDER.compare(this, other);
  }
}
