package dev.ringside.ingest.iterations.live;

import dev.ringside.ingest.iterations.IterationSink;
import dev.ringside.ingest.source.UnreadableTraceException;

/**
 * An engine's own list of its passes while it grows. One thread polls it; polling never waits.
 * Every iteration has a time.
 */
public interface IterationSource extends AutoCloseable {

  /**
   * Hands over what has come since the last poll.
   *
   * @return false if nothing has come
   * @throws UnreadableTraceException if the source is of no more use
   */
  boolean poll(IterationSink sink) throws UnreadableTraceException;

  /**
   * How far it was read as of the last poll; another one that is made with it hands over the rest.
   * Empty if the source cannot be read again.
   */
  byte[] position();

  @Override
  void close();
}
