package dev.ringside.agent.ras;

import dev.ringside.agent.config.RasConfig;
import dev.ringside.agent.progress.Stuck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What an agent does with RAS: as much as its configuration says.
 *
 * @param watch absent if RAS is not asked
 * @param timing absent if kernels must not be timed
 */
public record RasUse(Optional<RasWatch> watch, Optional<KernelTiming> timing)
    implements AutoCloseable {

  /** For an agent that leaves RAS alone. */
  public static final RasUse NONE = new RasUse(Optional.empty(), Optional.empty());

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Begins to ask, if that is wanted.
   *
   * @param folder for the last answers and the mark of a timing; the agent's own
   */
  public static RasUse of(Optional<RasConfig> config, Path folder) {
    if (config.isEmpty()) {
      return NONE;
    }
    RasPort port = new RasPort(config.get().address(), PATIENCE);
    Optional<RasWatch> watch = config.get().poll().map(every -> new RasWatch(port, folder));
    watch.ifPresent(one -> one.start(config.get().poll().orElseThrow()));
    return new RasUse(
        watch,
        config
            .get()
            .timing()
            .map(
                one ->
                    new KernelTiming(
                        port,
                        new KernelTiming.Events(one.events(), one.restore(), one.length()),
                        folder)));
  }

  /** Calls that do not end, as far as RAS is asked. */
  public Stuck stuck() {
    return watch.map(one -> one.found().stuck()).orElse(Stuck.NONE);
  }

  @Override
  public void close() {
    watch.ifPresent(RasWatch::close);
    timing.ifPresent(KernelTiming::close);
  }
}
