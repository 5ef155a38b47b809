package dev.ringside.core.assembly;

import dev.ringside.core.assembly.StepParser.Decision;
import dev.ringside.core.assembly.StepRepair.Way;
import java.util.List;

/**
 * Where a call does not fit, goes on in each way that is open as far as calls have come, and says
 * which leaves the fewest of them wrong. Done for a few calls of a step, so that its cost is
 * bounded whatever is fed. Not thread-safe.
 */
final class StepTrial {

  /** Runs of calls that are read on; past the end of most steps. */
  static final int FAR = 64;

  /** Calls of a step that are tried. */
  private static final int MOST = 4;

  private final StepParser parser;
  private boolean trying;
  private int tried;

  StepTrial(StepParser parser) {
    this.parser = parser;
  }

  /** Calls of the step that were tried. */
  int tried() {
    return tried;
  }

  void tried(int calls) {
    tried = calls;
  }

  /** Begins the next step. */
  void clear() {
    tried = trying ? tried : 0;
  }

  /** The best way for {@code n} calls that do not fit; {@code nearest} if others are no better. */
  Way best(Way nearest, CallSign sign, int n, Ahead ahead) {
    boolean cutOff = nearest == Way.MISSING && parser.mayBeCutOff();
    List<Ahead.Run> runs = cutOff ? List.of() : begin(ahead);
    if (runs.isEmpty()) {
      return nearest;
    }
    Way best = nearest;
    long least = wrong(new Decision(null, nearest), sign, n, runs, Long.MAX_VALUE);
    for (Way way : Way.values()) {
      if (way != nearest && least > 1 && parser.repair().isOpen(way, sign)) {
        long wrong = wrong(new Decision(null, way), sign, n, runs, least);
        best = wrong < least ? way : best;
        least = Math.min(wrong, least);
      }
    }
    trying = false;
    return best;
  }

  /** Whether they are what the step may leave out; {@code nearer} if both are as good. */
  boolean isThere(boolean nearer, CallSign sign, int n, Ahead ahead) {
    List<Ahead.Run> runs = begin(ahead);
    if (runs.isEmpty()) {
      return nearer;
    }
    long wrong = wrong(new Decision(nearer, null), sign, n, runs, Long.MAX_VALUE);
    boolean other = wrong > 0 && wrong(new Decision(!nearer, null), sign, n, runs, wrong) < wrong;
    trying = false;
    return other != nearer;
  }

  /** Whether calls after a step's end belong to it rather than to the next one. */
  boolean isTooMany(CallSign sign, int n, Ahead ahead) {
    List<Ahead.Run> runs = begin(ahead);
    if (runs.isEmpty()) {
      return false;
    }
    StepParser.Bookmark end = parser.bookmark();
    parser.clear();
    long extra = n + wrong(Decision.NONE, sign, 0, runs, Long.MAX_VALUE);
    long begun = wrong(Decision.NONE, sign, n, runs, extra);
    parser.backTo(end);
    trying = false;
    return extra <= begun;
  }

  private List<Ahead.Run> begin(Ahead ahead) {
    if (trying || tried == MOST) {
      return List.of();
    }
    List<Ahead.Run> runs = ahead.runs(FAR);
    trying = !runs.isEmpty();
    tried += trying ? 1 : 0;
    return runs;
  }

  /** Calls that are wrong if that is decided; at least {@code enough} if not fewer. */
  private long wrong(Decision decision, CallSign sign, int n, List<Ahead.Run> runs, long enough) {
    StepParser.Bookmark before = parser.bookmark();
    long wrong = -parser.faults();
    wrong += read(sign, n, -1, runs, decision);
    for (int i = 0; i < runs.size() && wrong + parser.faults() < enough; i++) {
      wrong += read(runs.get(i).sign(), runs.get(i).calls(), i, runs, Decision.NONE);
    }
    wrong += parser.faults();
    parser.backTo(before);
    return wrong;
  }

  private long read(CallSign sign, int n, int i, List<Ahead.Run> runs, Decision decision) {
    long wrong = 0;
    int left = n;
    int ends = 0;
    Decision decided = decision;
    while (left > 0 && ends < 2) {
      CallSign next = i + 1 < runs.size() ? runs.get(i + 1).sign() : null;
      int count = parser.take(sign, left, () -> next, decided);
      decided = Decision.NONE;
      left -= count;
      ends = count == 0 ? ends + 1 : 0;
      if (count == 0 || parser.isAtEnd()) {
        wrong += parser.faults();
        parser.clear();
      }
    }
    return wrong;
  }
}
