package dev.ringside.simulator.schedule;

import dev.ringside.simulator.workload.Request;
import java.util.List;

/** Decides what goes into the next forward pass of a replica, as one kind of engine does. */
public interface Scheduler {

  /** A request has arrived. */
  void admit(Request request);

  /** The next pass; empty if no request can be worked on before a pass under way ends. */
  Batch next();

  /**
   * A pass has ended.
   *
   * @return the requests that ended with it
   */
  List<Request> complete(Batch batch, long nowNs);

  /** Requests that wait or run. */
  int population();

  /** Forgets all requests, as a process that restarts does; returns how many there were. */
  int abort();
}
