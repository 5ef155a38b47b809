package dev.ringside.cli.outcome;

import dev.ringside.core.report.WindowReport;
import dev.ringside.simulator.scenario.Scenario;
import java.util.List;

/**
 * A simulation, and what the job made of it.
 *
 * @param scenario as it was played: its start is in the past
 * @param windows each window's last report, of all replicas together, in order
 * @param run the report of the whole, of all replicas together
 */
public record ObservedRun(
    Scenario scenario, SimulationOutcome simulation, List<WindowReport> windows, WindowReport run) {

  public ObservedRun {
    windows = List.copyOf(windows);
  }
}
