package dev.ringside.core.assembly;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.statistics.CallTally;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pass being built: its tallies, and how far its sentence has come.
 *
 * <p>Tallies are used again from pass to pass, since most passes make the same kinds of calls: one
 * without calls is not of this pass.
 */
public final class OpenPass {

  private static final long MOST_CALLS = Bound.PASS_CALLS.most();
  private static final long MOST_KINDS = Bound.PASS_KINDS.most();

  private final int rank;
  private final RepeatingParser parser;
  private final Map<CallKind, CallTally> tallies = new HashMap<>();
  private long calls;
  private int kinds;
  private CallKind lastKind;
  private CallTally lastTally;
  private long endNs = Long.MIN_VALUE;
  private long placedNs = Long.MIN_VALUE;

  OpenPass(int rank, RepeatingParser parser) {
    this.rank = rank;
    this.parser = parser;
  }

  /** An open pass as data, for checkpoints; shares nothing with the pass it was taken from. */
  public record Progress(Map<CallKind, CallTally> tallies, long endNs, StepParser.State parser) {}

  Optional<Progress> progress() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of(new Progress(copyOf(tallies), endNs, parser.state()));
  }

  private static Map<CallKind, CallTally> copyOf(Map<CallKind, CallTally> tallies) {
    Map<CallKind, CallTally> copy = new HashMap<>();
    tallies.forEach(
        (kind, tally) -> {
          if (tally.calls() > 0) {
            copy.put(kind, tally.copy());
          }
        });
    return copy;
  }

  void restore(Progress progress) {
    tallies.clear();
    tallies.putAll(copyOf(progress.tallies()));
    calls = tallies.values().stream().mapToLong(CallTally::calls).sum();
    kinds = tallies.size();
    lastKind = null;
    endNs = progress.endNs();
    placedNs = endNs;
    parser.restore(progress.parser());
  }

  boolean isEmpty() {
    return calls == 0;
  }

  /**
   * False if calls of this kind would lead beyond {@link Bound#PASS_CALLS} or {@link
   * Bound#PASS_KINDS}: the pass then ends here, as one without an end must not grow for ever.
   */
  boolean hasRoomFor(CallKind kind) {
    return calls < MOST_CALLS && (kinds < MOST_KINDS || has(kind));
  }

  private boolean has(CallKind kind) {
    CallTally known = tallies.get(kind);
    return known != null && known.calls() > 0;
  }

  /** So many calls more before {@link #hasRoomFor} says no. */
  int room() {
    return (int) (MOST_CALLS - calls);
  }

  /** Counts the calls {@code from} to {@code to} (exclusive), all of one kind. */
  void add(CallKind kind, CallColumns columns, int from, int to) {
    columns.tally(from, to, tallyOf(kind));
    calls += to - from;
    endNs = Math.max(endNs, columns.lastEndNs(from, to));
  }

  /** A call of the step was there at {@code ns}, or would have been. */
  void place(long ns) {
    placedNs = Math.max(placedNs, ns);
    endNs = Math.max(endNs, placedNs);
  }

  /** When the last call that has a place was there; if none has, when the last one ended. */
  long placedNs() {
    return placedNs == Long.MIN_VALUE ? endNs : placedNs;
  }

  /** Kinds are one object a signature and place, so identity is enough and cheap. */
  @SuppressWarnings("ReferenceEquality")
  private CallTally tallyOf(CallKind kind) {
    if (kind != lastKind) {
      lastTally = tallies.computeIfAbsent(kind, k -> new CallTally());
      lastKind = kind;
      kinds += lastTally.calls() == 0 ? 1 : 0;
    }
    return lastTally;
  }

  /**
   * Ends the pass.
   *
   * @return the pass as long as none is begun after it: its tallies are then another's
   */
  ForwardPass close(long index, boolean complete) {
    if (kinds < tallies.size()) {
      tallies.values().removeIf(tally -> tally.calls() == 0);
    }
    StepSizes sizes = parser.sizes();
    return new ForwardPass(rank, index, sizes, endNs, complete, tallies, parser.slips());
  }

  /** Begins the next pass. */
  void clear() {
    tallies.values().forEach(CallTally::clear);
    calls = 0;
    kinds = 0;
    lastKind = null;
    lastTally = null;
    endNs = Long.MIN_VALUE;
    placedNs = Long.MIN_VALUE;
    parser.clear();
  }
}
