package dev.ringside.simulator.workload;

/** The requests of one replica in the order of their arrival, drawn on demand. */
public interface RequestSource {

  /** No further request arrives. */
  long NEVER = Long.MAX_VALUE;

  /** When the next request comes, from the start of the scenario; {@link #NEVER} after the last. */
  long nextArrivalNs();

  /** The next request. */
  Request take();
}
