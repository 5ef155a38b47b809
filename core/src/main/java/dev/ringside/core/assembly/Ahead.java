package dev.ringside.core.assembly;

import java.util.List;

/** Shows what comes after the calls that are being taken, as far as it has come. */
interface Ahead {

  /** So many equal calls in a row. */
  record Run(CallSign sign, int calls) {}

  /** The next calls that are of another kind; null if they have not come yet. */
  CallSign next();

  /** The runs that have come, the next ones first, at most so many. */
  default List<Run> runs(int most) {
    return List.of();
  }
}
