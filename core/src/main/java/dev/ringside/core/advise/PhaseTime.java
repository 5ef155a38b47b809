package dev.ringside.core.advise;

import dev.ringside.core.hardware.Roofline;
import java.util.OptionalDouble;

/**
 * The time of a phase, as compute followed by communication.
 *
 * @param computeSeconds a lower bound, by {@link Roofline}
 * @param commSeconds empty if the fabric has no cost for a path
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
