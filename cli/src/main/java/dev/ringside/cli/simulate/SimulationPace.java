package dev.ringside.cli.simulate;

import dev.ringside.cli.console.Progress;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.simulator.run.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Shows progress, ends on interruption, and holds simulated time back to the speed wanted. */
final class SimulationPace implements Simulation.Pace {

  private static final long NS_PER_MS = 1_000_000;

  private final Progress progress;
  private final ReplaySpeed speed;
  private final InstantSource clock;
  private final Instant started;

  SimulationPace(Progress progress, ReplaySpeed speed, InstantSource clock) {
    this.progress = progress;
    this.speed = speed;
    this.clock = clock;
    this.started = clock.instant();
  }

  @Override
  public void at(long nowNs, long durationNs) throws InterruptedException {
    progress.at(nowNs / NS_PER_MS, durationNs / NS_PER_MS);
    if (Thread.interrupted()) {
      throw new InterruptedException(
          "%d of %d seconds were simulated"
              .formatted(nowNs / 1_000_000_000, durationNs / 1_000_000_000));
    }
    if (speed.isPaced()) {
      Instant due = started.plus(speed.wallTime(nowNs));
      Duration ahead = Duration.between(clock.instant(), due);
      if (ahead.compareTo(Duration.ZERO) > 0) {
        Thread.sleep(ahead.toMillis());
      }
    }
  }
}
