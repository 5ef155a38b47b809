package dev.ringside.simulator.record;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;

/** Where agents' batches go. */
public interface SimulatedBatches {

  /**
   * Takes one batch; nothing of it may be kept.
   *
   * @param signatures what the calls refer to
   * @throws BrokenOutputException if it cannot be written
   * @throws InterruptedException if interrupted while waiting for room
   */
  void write(BatchHeader header, SignatureTable signatures, CallColumns calls, int from, int to)
      throws BrokenOutputException, InterruptedException;
}
