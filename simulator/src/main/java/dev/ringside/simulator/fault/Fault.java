package dev.ringside.simulator.fault;

/**
 * A fault of a deployment: its kind, when it lasts, how severe it is, and its culprit.
 *
 * @param fromNs from the start of the scenario
 * @param toNs exclusive; {@code Long.MAX_VALUE} if it never ends
 * @param severity what {@link FaultKind} says it means
 */
public record Fault(FaultKind kind, long fromNs, long toNs, double severity, Culprit culprit) {

  public boolean isActiveAt(long timeNs) {
    return timeNs >= fromNs && timeNs < toNs;
  }
}
