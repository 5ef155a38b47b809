package dev.ringside.core.progress;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import java.util.List;
import java.util.Locale;

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
 * @param silent those of the missing of which nothing is heard, ascending
 * @param elsewhere ranks that wait in another call than the one that is next for the others,
 *     ascending
 */
public record Standstill(
    By by,
    Communicator communicator,
    Collective collective,
    long number,
    List<Integer> arrived,
    List<Integer> missing,
    long forNs,
    List<Integer> silent,
    List<Integer> elsewhere) {

  /** What it looks like, by the ranks that have come and what the others do. */
  public enum Shape {
    /** All have come, and the call does not end: its kernel, or what carries it, is stuck. */
    STUCK_CALL,
    /** Nothing is heard of those that have not come: process, host or agent is gone. */
    DEAD_RANK,
    /** A rank waits in another call: it skipped one, or made one too many. */
    DESYNC,
    /** A rank lives and has not come. */
    LATE_RANK,
    /** The source does not tell who has not come. */
    UNKNOWN;

    /** {@code dead_rank}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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
    silent = List.copyOf(silent);
    elsewhere = List.copyOf(elsewhere);
  }

  /** Of ranks of which no more is known. */
  public Standstill(
      By by,
      Communicator communicator,
      Collective collective,
      long number,
      List<Integer> arrived,
      List<Integer> missing,
      long forNs) {
    this(by, communicator, collective, number, arrived, missing, forNs, List.of(), List.of());
  }

  public Shape shape() {
    if (!elsewhere.isEmpty()) {
      return Shape.DESYNC;
    }
    if (missing.isEmpty()) {
      return by == By.OPEN_CALL ? Shape.STUCK_CALL : Shape.UNKNOWN;
    }
    return silent.isEmpty() ? Shape.LATE_RANK : Shape.DEAD_RANK;
  }

  /** Whose fault it is, as far as that can be said: the dead before those that wait for them. */
  public List<Integer> suspects() {
    return switch (shape()) {
      case DESYNC -> elsewhere;
      case DEAD_RANK -> silent;
      default -> missing;
    };
  }

  /** The same where it is known what those do that have not come. */
  public Standstill where(List<Integer> silentOnes, List<Integer> elsewhereOnes) {
    return new Standstill(
        by, communicator, collective, number, arrived, missing, forNs, silentOnes, elsewhereOnes);
  }

  /** The same for another time. */
  public Standstill lasting(long otherNs) {
    return new Standstill(
        by, communicator, collective, number, arrived, missing, otherNs, silent, elsewhere);
  }
}
