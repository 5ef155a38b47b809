package dev.ringside.core.fabric;

import java.util.Arrays;

/**
 * α and β from observed calls: {@code seconds = α + wire / β}, by weighted least squares that are
 * robust against outliers.
 *
 * <p>Deviations are relative to the fitted duration, because a call's noise grows with it;
 * otherwise the largest messages alone would decide α. Calls wait for the last rank, so an outlier
 * is nearly always too long and would pull the line upwards. Huber weights (1.345) find a first
 * line; then Tukey's biweight (4.685) ignores points that are more than 4.685 robust standard
 * deviations (MAD / 0.6745) away.
 *
 * <p>Interval: ±1.96 standard errors by the sandwich estimator, which needs independent residuals
 * but not equal ones. It covers about 95 % from a hundred calls and 90 % from thirty. A wait that
 * is as short as the noise cannot be told from it: if many calls wait that long, α contains a part
 * of the wait, and the interval does not show it.
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

  private static final double MAD_TO_SIGMA = 0.6745;
  private static final double NORMAL_95 = 1.96;
  private static final int ROUNDS = 50;

  /** Shorter durations count as this many seconds, which keeps the scale above 0. */
  private static final double SHORTEST = 1e-12;

  /** β in bytes per second; infinite if durations do not grow with the size. */
  public double bytesPerSecond() {
    return secondsPerByte > 0 ? 1 / secondsPerByte : Double.POSITIVE_INFINITY;
  }

  /**
   * Fits a line.
   *
   * @param wireBytes bytes moved by one rank in each call
   * @param seconds duration of each call
   * @throws IllegalArgumentException if there are fewer than 3 calls or all are of one size (one
   *     size cannot tell α from 1/β), or if a size or duration is negative or not a number
   */
  public static LatencyFit of(double[] wireBytes, double[] seconds) {
    requireLine(wireBytes, seconds);
    double floor = Math.max(medianOf(seconds) * 1e-3, SHORTEST);
    double[] scale = Arrays.stream(seconds).map(s -> Math.max(s, floor)).toArray();
    double[] weights = Arrays.stream(scale).map(s -> 1 / (s * s)).toArray();
    Line line = Line.through(wireBytes, seconds, weights);
    double sigma = 0;
    for (Outliers outliers : Outliers.values()) {
      for (int round = 0; round < ROUNDS; round++) {
        scale = line.durations(wireBytes, floor);
        double[] deviations = line.deviations(wireBytes, seconds, scale);
        sigma = medianOf(absolute(deviations)) / MAD_TO_SIGMA;
        if (sigma < 1e-12) {
          return of(line, new double[2], wireBytes, seconds);
        }
        for (int i = 0; i < weights.length; i++) {
          weights[i] = outliers.weight(deviations[i] / sigma) / (scale[i] * scale[i]);
        }
        Line next = Line.through(wireBytes, seconds, weights);
        boolean settled = next.isCloseTo(line);
        line = next;
        if (settled) {
          break;
        }
      }
    }
    double[] errors = line.standardErrors(wireBytes, seconds, scale, sigma);
    return of(line, errors, wireBytes, seconds);
  }

  private static LatencyFit of(Line line, double[] errors, double[] wireBytes, double[] seconds) {
    double[] ones = new double[seconds.length];
    Arrays.fill(ones, 1);
    return new LatencyFit(
        Math.max(0, line.alpha),
        Math.max(0, line.slope),
        NORMAL_95 * errors[0],
        NORMAL_95 * errors[1],
        medianOf(absolute(line.deviations(wireBytes, seconds, ones))),
        seconds.length);
  }

  private static void requireLine(double[] wireBytes, double[] seconds) {
    if (wireBytes.length != seconds.length || seconds.length < 3) {
      throw new IllegalArgumentException(
          "%d sizes and %d durations: a fit needs at least 3 of each"
              .formatted(wireBytes.length, seconds.length));
    }
    for (int i = 0; i < seconds.length; i++) {
      boolean number = Double.isFinite(wireBytes[i]) && Double.isFinite(seconds[i]);
      if (!number || wireBytes[i] < 0 || seconds[i] < 0) {
        throw new IllegalArgumentException(
            "call %d of %s bytes in %s s: both must be numbers and not negative"
                .formatted(i, wireBytes[i], seconds[i]));
      }
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

  /** The weight of a point that deviates by u robust standard deviations. */
  private enum Outliers {
    HUBER {
      @Override
      double weight(double u) {
        return Math.abs(u) <= 1.345 ? 1 : 1.345 / Math.abs(u);
      }
    },
    TUKEY {
      @Override
      double weight(double u) {
        double within = 1 - square(u / 4.685);
        return Math.abs(u) <= 4.685 ? within * within : 0;
      }
    };

    abstract double weight(double u);

    /** The derivative of u·weight(u) for {@link #TUKEY}. */
    static double tukeySlope(double u) {
      double part = square(u / 4.685);
      return Math.abs(u) <= 4.685 ? (1 - part) * (1 - 5 * part) : 0;
    }

    private static double square(double value) {
      return value * value;
    }
  }

  /** A line through weighted points. */
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
      double slope = variance > 0 ? covariance / variance : 0;
      return new Line(meanY - slope * meanX, slope);
    }

    boolean isCloseTo(Line other) {
      return Math.abs(alpha - other.alpha) <= 1e-9 * Math.abs(other.alpha)
          && Math.abs(slope - other.slope) <= 1e-9 * Math.abs(other.slope);
    }

    double[] durations(double[] x, double floor) {
      return Arrays.stream(x).map(bytes -> Math.max(alpha + slope * bytes, floor)).toArray();
    }

    double[] deviations(double[] x, double[] y, double[] scale) {
      double[] deviations = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        deviations[i] = (y[i] - alpha - slope * x[i]) / scale[i];
      }
      return deviations;
    }

    /** {@code A⁻¹·B·A⁻¹}: A the score's slope, B its square, bytes counted from their mean. */
    double[] standardErrors(double[] x, double[] y, double[] scale, double sigma) {
      double[] deviations = deviations(x, y, scale);
      double mean = Arrays.stream(x).average().orElseThrow();
      double a0 = 0;
      double a1 = 0;
      double a2 = 0;
      double b0 = 0;
      double b1 = 0;
      double b2 = 0;
      for (int i = 0; i < x.length; i++) {
        double u = deviations[i] / sigma;
        double z = x[i] - mean;
        double slopeOf = Outliers.tukeySlope(u) / (scale[i] * scale[i]);
        double score = Outliers.TUKEY.weight(u) * deviations[i] / scale[i];
        a0 += slopeOf;
        a1 += slopeOf * z;
        a2 += slopeOf * z * z;
        b0 += score * score;
        b1 += score * score * z;
        b2 += score * score * z * z;
      }
      double determinant = a0 * a2 - a1 * a1;
      double[] forAlpha = {(a2 + a1 * mean) / determinant, -(a1 + a0 * mean) / determinant};
      double[] forSlope = {-a1 / determinant, a0 / determinant};
      double correction = (double) x.length / (x.length - 2);
      return new double[] {
        Math.sqrt(correction * quadratic(forAlpha, b0, b1, b2)),
        Math.sqrt(correction * quadratic(forSlope, b0, b1, b2))
      };
    }

    private static double quadratic(double[] v, double b0, double b1, double b2) {
      return v[0] * v[0] * b0 + 2 * v[0] * v[1] * b1 + v[1] * v[1] * b2;
    }
  }
}
