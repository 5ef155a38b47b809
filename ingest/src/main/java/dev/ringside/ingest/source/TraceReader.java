package dev.ringside.ingest.source;

import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Reads one format. Implementations hold no state, so several threads may share one; they are
 * listed in {@code TraceReaders}, and their tests inherit {@code TraceReaderContract}.
 */
public interface TraceReader {

  /**
   * What makes a file one of this format, to complete "is not …": {@code JSON with traceEvents}.
   */
  String format();

  /** Recognises the format by no more than the head of a file. Cost: at most a millisecond. */
  Likelihood sniff(Head head);

  /**
   * Reads {@code file} to its end. It may hold any number of ranks; {@code sink} hears of a rank
   * without a call too. It hears of none if the file turns out to be sound and of another format.
   *
   * @param progress told how many more bytes of the file, as stored, have been read
   * @throws UnreadableTraceException if the file cannot be read to its end, or does not say which
   *     rank it is of
   */
  void read(Path file, CallSink sink, LongConsumer progress) throws UnreadableTraceException;
}
