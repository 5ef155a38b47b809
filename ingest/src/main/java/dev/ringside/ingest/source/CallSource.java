package dev.ringside.ingest.source;

import java.time.Duration;

/**
 * Calls of something that grows while it is read: a file that an agent or a simulation still
 * writes. One thread polls it.
 *
 * <p>Contract: each call is handed over once, those of one rank in the order in which they were
 * written; what is written in part is left for a later poll. Memory does not grow with the source.
 */
public interface CallSource extends AutoCloseable {

  /**
   * Hands over what has come since the last poll, and waits up to {@code atMost} for it. A source
   * that does not exist yet has nothing.
   *
   * @return false if nothing has come
   * @throws UnreadableTraceException if what has come is damaged; the source is then of no more use
   * @throws InterruptedException if interrupted while waiting; nothing is lost
   */
  boolean poll(CallSink sink, Duration atMost)
      throws UnreadableTraceException, InterruptedException;

  @Override
  void close();
}
