package dev.ringside.core.progress;

import dev.ringside.core.bound.Bound;
import java.util.List;

/**
 * How far a rank has come, as of its batch: all of it, each time, so that what was said before
 * counts no longer. Not known is as empty as nothing.
 *
 * @param standings at most {@link Bound#STANDINGS}, of each communicator and counter one
 * @param open at most {@link Bound#OPEN_CALLS}; empty also if the source cannot know
 */
public record Progress(List<Standing> standings, List<OpenCall> open) {

  public static final Progress NONE = new Progress(List.of(), List.of());

  public Progress {
    standings = List.copyOf(standings);
    open = List.copyOf(open);
    Bound.STANDINGS.require(standings.size(), "batch");
    Bound.OPEN_CALLS.require(open.size(), "batch");
  }

  public boolean isEmpty() {
    return standings.isEmpty() && open.isEmpty();
  }
}
