package dev.ringside.core.books;

import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.waiting.PairedCalls;

/**
 * What a declared run came to so far. Live agents have none: their run never ends.
 *
 * <p>Bound: ranks × kinds of calls, and that of {@link PairedCalls}. Cleared when the run is
 * reported or given up. Not thread-safe.
 */
public record RunBooks(RunningAccount account, Observation observation, PairedCalls calls) {

  RunBooks() {
    this(new RunningAccount(), new Observation(), new PairedCalls());
  }
}
