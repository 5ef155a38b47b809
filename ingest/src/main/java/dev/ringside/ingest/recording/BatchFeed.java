package dev.ringside.ingest.recording;

import dev.ringside.ingest.source.UnreadableTraceException;
import java.util.Optional;

/**
 * The batches of a recording, roughly in the order of their time; those of one rank in their order,
 * numbered so that none is taken for another, and only its last one ends its stream.
 */
public interface BatchFeed extends AutoCloseable {

  /** Empty at the end. */
  Optional<RecordedBatch> next() throws UnreadableTraceException;

  @Override
  void close();
}
