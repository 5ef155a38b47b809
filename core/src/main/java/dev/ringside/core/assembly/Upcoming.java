package dev.ringside.core.assembly;

import dev.ringside.core.batch.CallColumns;
import java.util.ArrayList;
import java.util.List;

/** The calls of a batch from a row on that have a place in a step. */
final class Upcoming implements Ahead {

  private final CallColumns calls;
  private final CallSign[] signs;
  private int row;

  /**
   * @param signs of the batch's signatures
   */
  Upcoming(CallColumns calls, CallSign[] signs) {
    this.calls = calls;
    this.signs = signs;
  }

  /** The same, from another row on. */
  Upcoming from(int other) {
    row = other;
    return this;
  }

  @Override
  public CallSign next() {
    for (int later = row; later < calls.size(); later = calls.runEnd(later)) {
      CallSign sign = signs[calls.signature(later)];
      if (hasPlace(sign)) {
        return sign;
      }
    }
    return null;
  }

  @Override
  public List<Run> runs(int most) {
    List<Run> runs = new ArrayList<>();
    int later = row;
    while (later < calls.size() && runs.size() < most) {
      CallSign sign = signs[calls.signature(later)];
      int end = calls.runEnd(later);
      if (hasPlace(sign)) {
        runs.add(new Run(sign, end - later));
      }
      later = end;
    }
    return runs;
  }

  private static boolean hasPlace(CallSign sign) {
    return sign.isOfPasses() && !sign.aside();
  }
}
