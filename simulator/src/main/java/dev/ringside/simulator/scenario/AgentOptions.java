package dev.ringside.simulator.scenario;

/**
 * What the agents on the hosts see, and how they report it.
 *
 * @param startUnitNs resolution of starts in batches: 1, 100 or 1000
 * @param durationUnitNs resolution of durations
 * @param inspectorDumpNs from one dump of Inspector's rings to the next
 * @param inspectorRing calls that a communicator's ring holds
 * @param inspectorFloorBytes calls that put in less are not tracked
 * @param declared the run names its ranks beforehand, and every rank ends its stream, dead ones too, so
 *     that a report of the whole run can be awaited. Live agents do neither
 */
public record AgentOptions(
    View view,
    int startUnitNs,
    int durationUnitNs,
    long inspectorDumpNs,
    int inspectorRing,
    long inspectorFloorBytes,
    boolean declared) {

  /** Resolution as recommended: starts to 1 µs, durations to 100 ns. */
  public static final AgentOptions DEFAULT =
      new AgentOptions(View.FULL, 1000, 100, 1_000_000_000L, 1024, 8192, false);

  public AgentOptions seeing(View other) {
    return new AgentOptions(
        other,
        startUnitNs,
        durationUnitNs,
        inspectorDumpNs,
        inspectorRing,
        inspectorFloorBytes,
        declared);
  }

  public AgentOptions declaring(boolean all) {
    return new AgentOptions(
        view,
        startUnitNs,
        durationUnitNs,
        inspectorDumpNs,
        inspectorRing,
        inspectorFloorBytes,
        all);
  }
}
