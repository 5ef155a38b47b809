package dev.ringside.ingest.iterations;

import dev.ringside.core.iteration.Iteration;

/** Takes the iterations that a line parser finds. */
public interface IterationSink {

  void iteration(Iteration iteration);

  /** The engine is alive and idle; the record has a number of its own. */
  void heartbeat(String worker, int replica, long number);

  /** A line that begins like an iteration and cannot be read as one. */
  void rejected(String reason);

  /** The source leaves records out on purpose, so that a gap in its numbers means nothing. */
  void sampled();
}
