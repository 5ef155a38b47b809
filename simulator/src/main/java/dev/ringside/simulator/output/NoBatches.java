package dev.ringside.simulator.output;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.simulator.record.SimulatedBatches;

/** Drops all batches: for runs that write only the truth or only Inspector's logs. */
public final class NoBatches implements SimulatedBatches {

  @Override
  public void write(
      BatchHeader header, SignatureTable signatures, CallColumns calls, int from, int to) {}
}
