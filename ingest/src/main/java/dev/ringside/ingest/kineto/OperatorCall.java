package dev.ringside.ingest.kineto;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;

/**
 * What an operator that launches communication was given.
 *
 * @param elements what the rank puts in (for a receive: takes out); negative if not known
 * @param width elements of one row, where what is put in has rows; else 0
 * @param group the process group's name, empty if not among the inputs
 */
record OperatorCall(Collective collective, long elements, DataType type, String group, long width) {

  static final OperatorCall NONE =
      new OperatorCall(Collective.UNKNOWN, -1, DataType.UNKNOWN, "", 0);
}
