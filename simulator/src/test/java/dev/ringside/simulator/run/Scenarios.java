package dev.ringside.simulator.run;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.scenario.AgentOptions;
import dev.ringside.simulator.scenario.Arrivals;
import dev.ringside.simulator.scenario.Lengths;
import dev.ringside.simulator.scenario.Noise;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.Serving;
import dev.ringside.simulator.scenario.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Scenarios for tests, small and quick. */
final class Scenarios {

  static final Serving SERVING = Serving.DEFAULT;

  private Scenarios() {}

  /** A few requests a second of mixed lengths, prompts longer than a pass among them. */
  static Scenario busy(Deployment deployment, double rate, Duration duration, long seed) {
    Workload workload =
        new Workload(
            Arrivals.poisson(rate),
            new Lengths(Lengths.Shape.LOGNORMAL, 200, 1.0, 1, 3000),
            new Lengths(Lengths.Shape.GEOMETRIC, 12, 0, 1, 60),
            0.2,
            0.3);
    return of(deployment, workload, duration, seed, List.of());
  }

  /** Requests exactly as a file lists them. */
  static Scenario recorded(Deployment deployment, Path file, Serving serving, Duration duration) {
    Workload workload =
        new Workload(Arrivals.recorded(file), Lengths.fixed(1), Lengths.fixed(1), 0, 0);
    Scenario plain = of(deployment, workload, duration, 7, List.of());
    return new Scenario(
        plain.name(),
        plain.summary(),
        deployment,
        serving,
        workload,
        plain.noise(),
        plain.agents(),
        plain.faults(),
        plain.durationNs(),
        plain.seed(),
        plain.startNs());
  }

  static Scenario of(
      Deployment deployment, Workload workload, Duration duration, long seed, List<Fault> faults) {
    return new Scenario(
        "test",
        "",
        deployment,
        new Serving(1024, true, 0.6, 0, false, 200_000),
        workload,
        Noise.DEFAULT,
        AgentOptions.DEFAULT,
        faults,
        duration.toNanos(),
        seed,
        Scenario.DEFAULT_START_NS);
  }
}
