package dev.ringside.bench.live;

import java.util.Arrays;
import java.util.List;

/**
 * How long calls took to the exported metric in a live run.
 *
 * @param seconds ascending, one a pass: from its first call to the metric that counts it
 * @param windowSeconds length of a window
 */
public record LiveResult(
    long calls, double lastedSeconds, double windowSeconds, List<Double> seconds, String machine) {

  public LiveResult {
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    seconds = Arrays.stream(sorted).boxed().toList();
  }

  /**
   * @param q 0 to 1
   */
  public double quantile(double q) {
    int rank = (int) Math.ceil(q * seconds.size());
    return seconds.get(Math.max(0, Math.min(seconds.size(), rank) - 1));
  }
}
