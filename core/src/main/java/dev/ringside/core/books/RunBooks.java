package dev.ringside.core.books;

import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.observation.Observation;

/**
 * What a declared run came to so far. Live agents have none: their run never ends.
 *
 * <p>Bound: ranks × kinds of calls. Cleared when the run is reported or given up. Not thread-safe.
 */
public record RunBooks(RunningAccount account, Observation observation) {

  RunBooks() {
    this(new RunningAccount(), new Observation());
  }
}
