package dev.ringside.core.stream;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The numbers of one run's batches: which is the next one, and which never came. Here a duplicate
 * batch is recognised.
 *
 * <p>All batches of a rank are in one partition, in order, so a number below the next one has been
 * seen unless it is on the list of the missing.
 *
 * <p>Bound: the last {@value #MISSING_BOUND} missing numbers; older ones count as seen when they
 * turn up. Not thread-safe.
 */
public final class BatchSequence {

  static final int MISSING_BOUND = 1024;

  /** What a batch is, by its number. */
  enum Arrival {
    NEXT,
    AFTER_GAP,
    OUT_OF_ORDER,
    DUPLICATE
  }

  private final SortedSet<Long> missing;
  private long next;

  BatchSequence() {
    this(0, new TreeSet<>());
  }

  /** As it was when {@link #next} and {@link #missing} were kept. */
  public BatchSequence(long next, SortedSet<Long> missing) {
    this.next = next;
    this.missing = new TreeSet<>(missing);
  }

  /** Takes the batch with this number. */
  Arrival arrive(long number) {
    if (number < next) {
      return missing.remove(number) ? Arrival.OUT_OF_ORDER : Arrival.DUPLICATE;
    }
    boolean gap = number > next;
    for (long lost = Math.max(next, number - MISSING_BOUND); lost < number; lost++) {
      missing.add(lost);
    }
    while (missing.size() > MISSING_BOUND) {
      missing.remove(missing.first());
    }
    next = number + 1;
    return gap ? Arrival.AFTER_GAP : Arrival.NEXT;
  }

  /** The number that is expected next. */
  public long next() {
    return next;
  }

  /** Numbers below {@link #next} that have not come, lowest first. */
  public SortedSet<Long> missing() {
    return Collections.unmodifiableSortedSet(missing);
  }
}
