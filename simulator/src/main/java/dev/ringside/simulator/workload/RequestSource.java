package dev.ringside.simulator.workload;

/** The requests of one replica, in the order of their arrival, drawn as they are needed. */
public interface RequestSource {

  /** Nothing more will come. */
  long NEVER = Long.MAX_VALUE;

  /** When the next request comes, from the start of the scenario; {@link #NEVER} after the last. */
  long nextArrivalNs();

  /** The next request. */
  Request take();
}
