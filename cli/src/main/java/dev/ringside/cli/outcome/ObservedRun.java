package dev.ringside.cli.outcome;

import dev.ringside.core.report.WindowReport;
import dev.ringside.simulator.scenario.Scenario;
import java.util.List;

/**
 * A simulation and what the job reported about it.
 *
 * @param scenario as it was simulated: its start lies in the past
 * @param windows the last report of each window, all replicas merged, in order
 * @param run the report of the whole run, all replicas merged
 */
public record ObservedRun(
    Scenario scenario, SimulationOutcome simulation, List<WindowReport> windows, WindowReport run) {

  public ObservedRun {
    windows = List.copyOf(windows);
  }
}
