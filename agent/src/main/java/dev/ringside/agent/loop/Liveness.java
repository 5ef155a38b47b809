package dev.ringside.agent.loop;

import dev.ringside.core.progress.Place;
import java.util.Map;

/** Whether the process of a rank is there. */
@FunctionalInterface
public interface Liveness {

  /** For ranks of which nothing but their calls is known. */
  Liveness UNKNOWN = rank -> true;

  boolean isAlive(int rank);

  /**
   * Ranks whose processes are there and should be seen, whether a source shows a call of them or
   * not: that none does is worth telling.
   */
  default Map<Integer, Place> present() {
    return Map.of();
  }
}
