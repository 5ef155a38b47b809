package dev.ringside.core.waiting;

/**
 * How long calls of one kind took once all ranks were there, pass by pass: the geometric mean and
 * how it scatters. A pass's figure is the mean duration on the rank that waited least. Mergeable,
 * and exact: whole numbers are summed.
 *
 * @param passes that have such calls
 * @param sum of binary logarithms of nanoseconds, in {@value #UNIT}ths
 * @param squares sum of their squares, in the same unit
 */
public record TransferSum(long passes, long sum, long squares) {

  static final TransferSum NONE = new TransferSum(0, 0, 0);

  private static final int UNIT = 1024;

  private static final int MOST = 1000;

  /** One pass. */
  static TransferSum of(long ns) {
    long log = Math.round(Math.log((double) Math.max(1, ns)) / Math.log(2) * UNIT);
    return new TransferSum(1, log, log * log / UNIT);
  }

  TransferSum plus(TransferSum other) {
    return new TransferSum(passes + other.passes, sum + other.sum, squares + other.squares);
  }

  /** Both, of which the older weighs less the more it is: what is usual may change slowly. */
  public static TransferSum fading(TransferSum older, TransferSum newer) {
    TransferSum kept =
        older.passes > MOST
            ? new TransferSum(older.passes / 2, older.sum / 2, older.squares / 2)
            : older;
    return kept.plus(newer);
  }

  /** Binary logarithm of the geometric mean of nanoseconds. */
  double mean() {
    return (double) sum / UNIT / passes;
  }

  /** Sum over the passes of the squared distance of the binary logarithm from {@code other}. */
  double squaresFrom(double other) {
    return Math.max(0, (double) squares / UNIT - 2 * other * sum / UNIT + other * other * passes);
  }
}
