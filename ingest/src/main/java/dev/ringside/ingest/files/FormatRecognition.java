package dev.ringside.ingest.files;

import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;

/**
 * Decides what kind of file one is: the reader that is surest of it reads it. Here a file is
 * recognised; the readers themselves are listed in {@link TraceReaders}.
 *
 * @param reader the surest of all readers; the first one if several are equally sure
 * @param likelihood how sure it is; {@link Likelihood#NONE} if no reader knows such a file
 */
record FormatRecognition(TraceReader reader, Likelihood likelihood) {

  /**
   * Cost: one read of at most 64 KiB.
   *
   * @throws UnreadableTraceException if the file cannot be opened
   */
  static FormatRecognition of(Path file) throws UnreadableTraceException {
    Head head = Head.of(file);
    FormatRecognition surest = new FormatRecognition(TraceReaders.all().get(0), Likelihood.NONE);
    for (TraceReader reader : TraceReaders.all()) {
      Likelihood likelihood = reader.sniff(head);
      if (likelihood.compareTo(surest.likelihood) > 0) {
        surest = new FormatRecognition(reader, likelihood);
      }
    }
    return surest;
  }

  boolean isAtLeast(Likelihood least) {
    return likelihood.compareTo(least) >= 0;
  }
}
