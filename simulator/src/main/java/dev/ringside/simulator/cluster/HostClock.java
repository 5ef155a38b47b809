package dev.ringside.simulator.cluster;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.scenario.Noise;

/**
 * A host's clock: {@code start + t + offset + drift·t + jump}, nanoseconds since the epoch, for
 * true time t from the start of the scenario.
 */
public final class HostClock {

  private final long startNs;
  private final long offsetNs;
  private final double driftShare;
  private long jumpNs;

  public HostClock(long startNs, Noise noise, Dice dice) {
    this.startNs = startNs;
    this.offsetNs = Math.round((2 * dice.unit() - 1) * noise.clockOffsetNs());
    this.driftShare = (2 * dice.unit() - 1) * noise.driftPpm() * 1e-6;
  }

  public long reads(long trueNs) {
    return startNs + trueNs + offsetNs + (long) (driftShare * trueNs) + jumpNs;
  }

  /** Puts the clock so far ahead of what it would read; negative: behind. */
  public void jump(long byNs) {
    jumpNs = byNs;
  }

  public long jumpedByNs() {
    return jumpNs;
  }
}
