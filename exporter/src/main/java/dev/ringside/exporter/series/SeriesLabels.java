package dev.ringside.exporter.series;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.series.SeriesKey;

/**
 * A {@link SeriesKey} in the words of metric labels. An empty string is an absent label.
 *
 * @param sizeClass upper bound of the class, {@code 8KiB} for (4 KiB, 8 KiB]
 */
public record SeriesLabels(
    String parallelism,
    String stage,
    String phase,
    String collective,
    String sizeClass,
    String dataType) {

  public static final String OTHER = "other";

  /** What a replica has beyond its share of the budget, together. */
  public static final SeriesLabels OVERFLOW = new SeriesLabels("", "", "", OTHER, "overflow", "");

  private static final int CLASSES_PER_UNIT = 10;
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  public static SeriesLabels of(SeriesKey key) {
    return new SeriesLabels(
        key.parallelism().label(),
        key.stage() < 0 ? "" : Integer.toString(key.stage()),
        key.phase().label(),
        key.collective().label(),
        sizeClassLabel(key.sizeClass()),
        key.dataType() == DataType.UNKNOWN ? "" : key.dataType().label());
  }

  static String sizeClassLabel(int sizeClass) {
    if (sizeClass < 0) {
      return "";
    }
    return (1L << sizeClass % CLASSES_PER_UNIT) + UNITS[sizeClass / CLASSES_PER_UNIT];
  }
}
