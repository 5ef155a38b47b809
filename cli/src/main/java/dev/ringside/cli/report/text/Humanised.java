package dev.ringside.cli.report.text;

import java.util.Locale;

/**
 * Figures as people read them: three significant digits and a unit. Sizes grow by 1024 (KiB), as
 * buffers do; rates by 1000 (GB/s), as links are sold.
 */
public final class Humanised {

  private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final String[] TIMES = {"ns", "us", "ms", "s"};
  private static final String[] RATES = {"B/s", "kB/s", "MB/s", "GB/s", "TB/s"};

  public static final String UNKNOWN = "-";

  /** {@code 128 KiB}; {@code -} if negative. */
  public static String size(long bytes) {
    return bytes < 0 ? UNKNOWN : scaled((double) bytes, 1024, SIZES);
  }

  /** {@code 3.58 ms}, up to seconds. */
  public static String time(double nanoseconds) {
    return scaled(nanoseconds, 1000, TIMES);
  }

  /** {@code 36.6 MB/s}; {@code -} if there was none. */
  public static String rate(double bytesPerSecond) {
    return bytesPerSecond > 0 ? scaled(bytesPerSecond, 1000, RATES) : UNKNOWN;
  }

  /** {@code 8,255}; {@code -} if negative. */
  public static String count(long count) {
    return count < 0 ? UNKNOWN : String.format(Locale.ROOT, "%,d", count);
  }

  private static String scaled(double value, double base, String[] units) {
    int unit = 0;
    double scaled = value;
    while (unit < units.length - 1 && scaled >= base - 0.5) {
      scaled /= base;
      unit++;
    }
    return digits(scaled) + " " + units[unit];
  }

  private static String digits(double value) {
    if (value == Math.rint(value) || value >= 99.95) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value >= 9.995 ? "%.1f" : "%.2f", value);
  }

  private Humanised() {}
}
