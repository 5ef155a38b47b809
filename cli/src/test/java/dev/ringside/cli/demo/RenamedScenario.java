package dev.ringside.cli.demo;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.scenario.Scenario;
import java.util.List;

/** A scenario whose deployment has another name, so that many can go through one job. */
final class RenamedScenario {

  private RenamedScenario() {}

  /** The same scenario; it keeps its own name. */
  static Scenario of(Scenario plain, String deployment) {
    return of(plain, plain.name(), deployment, plain.faults(), plain.seed());
  }

  /** The same deployment under load, with other faults and another seed. */
  static Scenario of(Scenario plain, String name, List<Fault> faults, long seed) {
    return of(plain, name, name, faults, seed);
  }

  private static Scenario of(
      Scenario plain, String name, String deployment, List<Fault> faults, long seed) {
    Deployment on = plain.deployment();
    Deployment named =
        new Deployment(
            deployment,
            on.model(),
            on.engine(),
            on.layout(),
            on.dataType(),
            on.maxNumSeqs(),
            on.fabric(),
            on.options());
    return new Scenario(
        name,
        plain.summary(),
        named,
        plain.serving(),
        plain.workload(),
        plain.noise(),
        plain.agents(),
        faults,
        plain.durationNs(),
        seed,
        plain.startNs());
  }
}
