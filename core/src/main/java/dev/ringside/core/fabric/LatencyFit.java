package dev.ringside.core.fabric;

import java.util.Arrays;

/**
 * α and β from observed calls: {@code seconds = α + wire / β}, by least squares that heeds outliers
 * little (Huber weights, iterated).
 *
 * <p>Calls wait for the last rank, so an outlier is nearly always too long: weights fall with the
 * residual over 1.345 robust standard deviations (MAD / 0.6745). Interval: ±1.96 standard errors of
 * the weighted fit, of about 95 % if the residuals are independent.
 *
 * @param alphaSeconds α, not below 0
 * @param secondsPerByte 1/β, not below 0
 * @param alphaInterval half width of α's interval, seconds
 * @param perByteInterval half width of 1/β's interval
 * @param residualSeconds median absolute residual
 * @param points observations used
 */
public record LatencyFit(
    double alphaSeconds,
    double secondsPerByte,
    double alphaInterval,
    double perByteInterval,
    double residualSeconds,
    int points) {

  private static final double HUBER = 1.345;
  private static final double MAD_TO_SIGMA = 0.6745;
  private static final int ROUNDS = 50;

  /** β in bytes per second; infinite if no cost a byte could be seen. */
  public double bytesPerSecond() {
    return secondsPerByte > 0 ? 1 / secondsPerByte : Double.POSITIVE_INFINITY;
  }

  /**
   * Fits a line.
   *
   * @param wireBytes bytes moved by one rank in each call
   * @param seconds duration of each call
   * @throws IllegalArgumentException if there are fewer than 3 calls or all are of one size: a line
   *     through one size cannot tell α from 1/β
   */
  public static LatencyFit of(double[] wireBytes, double[] seconds) {
    requireLine(wireBytes, seconds);
    double[] weights = new double[seconds.length];
    Arrays.fill(weights, 1);
    Line line = Line.through(wireBytes, seconds, weights);
    double sigma = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double[] residuals = line.residuals(wireBytes, seconds);
      sigma = medianOf(absolute(residuals)) / MAD_TO_SIGMA;
      if (sigma == 0) {
        break;
      }
      for (int i = 0; i < weights.length; i++) {
        double deviation = Math.abs(residuals[i]) / sigma;
        weights[i] = deviation <= HUBER ? 1 : HUBER / deviation;
      }
      Line next = Line.through(wireBytes, seconds, weights);
      boolean settled = Math.abs(next.alpha - line.alpha) <= 1e-12 * Math.abs(line.alpha);
      line = next;
      if (settled) {
        break;
      }
    }
    double[] errors = line.standardErrors(wireBytes, weights, sigma);
    return new LatencyFit(
        Math.max(0, line.alpha),
        Math.max(0, line.slope),
        1.96 * errors[0],
        1.96 * errors[1],
        medianOf(absolute(line.residuals(wireBytes, seconds))),
        seconds.length);
  }

  private static void requireLine(double[] wireBytes, double[] seconds) {
    if (wireBytes.length != seconds.length || seconds.length < 3) {
      throw new IllegalArgumentException(
          "%d sizes and %d durations: a fit needs at least 3 of each"
              .formatted(wireBytes.length, seconds.length));
    }
    if (Arrays.stream(wireBytes).distinct().count() < 2) {
      throw new IllegalArgumentException(
          "all calls move %.0f bytes: a fit needs at least two sizes".formatted(wireBytes[0]));
    }
  }

  private static double[] absolute(double[] values) {
    return Arrays.stream(values).map(Math::abs).toArray();
  }

  private static double medianOf(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** A weighted least-squares line. */
  private record Line(double alpha, double slope) {

    static Line through(double[] x, double[] y, double[] weights) {
      double sum = 0;
      double meanX = 0;
      double meanY = 0;
      for (int i = 0; i < x.length; i++) {
        sum += weights[i];
        meanX += weights[i] * x[i];
        meanY += weights[i] * y[i];
      }
      meanX /= sum;
      meanY /= sum;
      double covariance = 0;
      double variance = 0;
      for (int i = 0; i < x.length; i++) {
        covariance += weights[i] * (x[i] - meanX) * (y[i] - meanY);
        variance += weights[i] * (x[i] - meanX) * (x[i] - meanX);
      }
      double slope = covariance / variance;
      return new Line(meanY - slope * meanX, slope);
    }

    double[] residuals(double[] x, double[] y) {
      double[] residuals = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        residuals[i] = y[i] - alpha - slope * x[i];
      }
      return residuals;
    }

    double[] standardErrors(double[] x, double[] weights, double sigma) {
      double sum = 0;
      double meanX = 0;
      for (int i = 0; i < x.length; i++) {
        sum += weights[i];
        meanX += weights[i] * x[i];
      }
      meanX /= sum;
      double variance = 0;
      for (int i = 0; i < x.length; i++) {
        variance += weights[i] * (x[i] - meanX) * (x[i] - meanX);
      }
      return new double[] {
        sigma * Math.sqrt(1 / sum + meanX * meanX / variance), sigma / Math.sqrt(variance)
      };
    }
  }
}
