package dev.ringside.agent.collect;

import dev.ringside.agent.loop.AgentCounts;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Whether the agent does its work. A Kafka that is away is not a reason to call it unhealthy: a
 * restart would not help.
 */
public final class AgentHealth {

  private static final Duration LONGEST_TURN = Duration.ofSeconds(30);

  private final AgentCounts counts;
  private final InstantSource clock;

  public AgentHealth(AgentCounts counts, InstantSource clock) {
    this.counts = counts;
    this.clock = clock;
  }

  /** Empty if it is healthy, else one line. */
  public String whyNot() {
    long sinceMs = clock.millis() - counts.lastPollMs();
    return sinceMs <= LONGEST_TURN.toMillis()
        ? ""
        : "the sources have not been asked for %d s".formatted(sinceMs / 1000);
  }
}
