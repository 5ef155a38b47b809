package dev.ringside.ingest.recording;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.iteration.Iteration;
import java.util.List;

/**
 * A batch as it was recorded.
 *
 * @param header its deployment, replica, agent and run are the recording's, or empty
 * @param signatures what {@code calls} refers to
 * @param calls in recorded time; the batch is rows {@code from} to {@code to}, exclusive
 * @param steps what the engine wrote about steps of the rank that began by then, in recorded time
 */
public record RecordedBatch(
    BatchHeader header,
    SignatureTable signatures,
    CallColumns calls,
    int from,
    int to,
    List<Iteration> steps) {

  public int size() {
    return to - from;
  }

  /** When an agent would have published it, in recorded time: at its last call. */
  public long dueNs() {
    return from == to ? header.lastEndNs() : calls.startNs(to - 1);
  }
}
