package dev.ringside.core.progress;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import java.util.List;

/**
 * Ranks that report and do not get on: the call at which they stand.
 *
 * @param by what shows it
 * @param number of the call that does not end, for {@link By#OPEN_CALL}; of the last one that ended
 *     on any rank, for the others; without a sign
 * @param arrived ranks that have come to that number, ascending
 * @param missing ranks of the communicator that have not, ascending; empty if all have or if the
 *     source cannot know
 * @param forNs how long, at least
 */
public record Standstill(
    By by,
    Communicator communicator,
    Collective collective,
    long number,
    List<Integer> arrived,
    List<Integer> missing,
    long forNs) {

  /** What shows that ranks stand still, the surest first. */
  public enum By {
    /** A rank says which call it waits in. */
    OPEN_CALL,
    /** The ranks of a communicator stand at different numbers. */
    NUMBERS,
    /** No number differs, but a forward pass was begun and does not go on. */
    OPEN_PASS
  }

  public Standstill {
    arrived = List.copyOf(arrived);
    missing = List.copyOf(missing);
  }

  /** The same for another time. */
  public Standstill lasting(long otherNs) {
    return new Standstill(by, communicator, collective, number, arrived, missing, otherNs);
  }
}
