package dev.ringside.simulator.traffic;

import dev.ringside.simulator.replica.PassWork;

/** Makes the calls of a stage in a forward pass, as the model's code does. */
public interface Walk {

  /** Walks {@code stage} through the pass of which each replica has its part. */
  void walk(int stage, PassWork[] works);
}
