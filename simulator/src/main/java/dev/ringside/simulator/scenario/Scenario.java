package dev.ringside.simulator.scenario;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.fault.Fault;
import java.util.List;

/**
 * Everything a simulation depends on: the same scenario and seed give the same bytes.
 *
 * @param name what reports and run ids call it
 * @param summary one line for people
 * @param durationNs simulated time
 * @param startNs when it begins, nanoseconds since the epoch
 */
public record Scenario(
    String name,
    String summary,
    Deployment deployment,
    Serving serving,
    Workload workload,
    Noise noise,
    AgentOptions agents,
    List<Fault> faults,
    long durationNs,
    long seed,
    long startNs) {

  /** 1 January 2026: a fixed instant, so that a file does not depend on when it was made. */
  public static final long DEFAULT_START_NS = 1_767_225_600_000_000_000L;

  public Scenario {
    faults = List.copyOf(faults);
  }

  public Scenario lasting(long otherDurationNs) {
    return with(agents, otherDurationNs, seed, startNs);
  }

  public Scenario seeded(long otherSeed) {
    return with(agents, durationNs, otherSeed, startNs);
  }

  public Scenario startingAt(long otherStartNs) {
    return with(agents, durationNs, seed, otherStartNs);
  }

  /** The same with agents that see or say something else. */
  public Scenario observedBy(AgentOptions others) {
    return with(others, durationNs, seed, startNs);
  }

  /** The same cluster as another one's deployment. */
  public Scenario serving(Deployment other) {
    return new Scenario(
        name, summary, other, serving, workload, noise, agents, faults, durationNs, seed, startNs);
  }

  private Scenario with(AgentOptions agents, long durationNs, long seed, long startNs) {
    return new Scenario(
        name,
        summary,
        deployment,
        serving,
        workload,
        noise,
        agents,
        faults,
        durationNs,
        seed,
        startNs);
  }
}
