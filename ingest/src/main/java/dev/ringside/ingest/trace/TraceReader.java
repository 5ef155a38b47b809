package dev.ringside.ingest.trace;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads one format of trace. Implementations hold no state, so several threads may share one. */
public interface TraceReader {

  /** What makes a file one of this format: {@code "JSON with traceEvents"}. */
  String format();

  /** True if a file of this name is worth opening when a folder is searched. */
  boolean mayRead(String fileName);

  /**
   * @param progress told how many more bytes of the file (as stored) have been read
   * @return empty if the file is sound but of another format
   * @throws UnreadableTraceException if the file cannot be read to its end, or names no rank
   */
  Optional<RankTrace> read(Path file, LongConsumer progress) throws UnreadableTraceException;
}
