package dev.ringside.agent.loop;

/** Whether the process of a rank is there. */
@FunctionalInterface
public interface Liveness {

  /** For ranks of which nothing but their calls is known. */
  Liveness UNKNOWN = rank -> true;

  boolean isAlive(int rank);
}
