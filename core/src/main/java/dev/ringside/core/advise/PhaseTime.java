package dev.ringside.core.advise;

import java.util.OptionalDouble;

/**
 * Where the time of a phase goes; the two are taken one after the other.
 *
 * @param computeSeconds by {@link Roofline}: a lower bound
 * @param commSeconds empty if the fabric gives no cost for a path
 */
public record PhaseTime(double computeSeconds, OptionalDouble commSeconds) {

  public boolean isKnown() {
    return commSeconds.isPresent();
  }

  /** Both together; NaN if communication is not known. */
  public double seconds() {
    return computeSeconds + commSeconds.orElse(Double.NaN);
  }
}
