package dev.ringside.cli.outcome;

import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.List;

/**
 * The result of a simulation.
 *
 * @param wall how long it took
 * @param outputs the files, or in words where the calls went
 */
public record SimulationOutcome(
    Scenario scenario,
    SeenCalls seen,
    long passes,
    long requests,
    int requestsLeft,
    Duration wall,
    List<String> outputs) {

  public SimulationOutcome {
    outputs = List.copyOf(outputs);
  }

  /** Calls per second of wall time. */
  public double callsPerSecond() {
    return seen.made() / Math.max(1e-9, wall.toNanos() / 1e9);
  }
}
