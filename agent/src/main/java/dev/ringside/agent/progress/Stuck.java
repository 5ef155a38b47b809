package dev.ringside.agent.progress;

import dev.ringside.ingest.ras.StuckCall;
import java.util.List;

/**
 * Calls that do not end, of ranks of this node or of others, as RAS tells them.
 *
 * @param sinceNs by this machine's clock: they have been open since then, or longer
 */
public record Stuck(List<StuckCall> calls, long sinceNs) {

  /** Nothing is known to be stuck. */
  public static final Stuck NONE = new Stuck(List.of(), 0);

  public Stuck {
    calls = List.copyOf(calls);
  }
}
