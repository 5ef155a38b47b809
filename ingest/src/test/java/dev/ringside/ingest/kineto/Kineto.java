package dev.ringside.ingest.kineto;

import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files of one rank by the reader under test. */
final class Kineto {

  private Kineto() {}

  static RankTrace read(Path file) throws UnreadableTraceException {
    return readAny(file).orElseThrow();
  }

  /** Empty if the file is of another format. */
  static Optional<RankTrace> readAny(Path file) throws UnreadableTraceException {
    return FileTraces.read(new KinetoReader(), file, bytes -> {}).stream().findFirst();
  }
}
