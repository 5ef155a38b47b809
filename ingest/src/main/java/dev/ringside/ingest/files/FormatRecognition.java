package dev.ringside.ingest.files;

import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what kind of file one is: the reader that is surest of it reads it. Here a file is
 * recognised; the readers themselves are listed in {@link TraceReaders}.
 *
 * @param reader the surest of all readers; the first one if several are equally sure
 * @param likelihood how sure it is; {@link Likelihood#NONE} if no reader knows such a file
 * @param head what it was recognised by
 */
record FormatRecognition(TraceReader reader, Likelihood likelihood, Head head) {

  /** Tag of a trace's first field: a packet, of given length. */
  private static final byte[] PACKET = {0x0a};

  /**
   * Cost: one read of at most 64 KiB.
   *
   * @throws UnreadableTraceException if the file cannot be opened
   */
  static FormatRecognition of(Path file, List<TraceReader> readers)
      throws UnreadableTraceException {
    return of(Head.of(file), readers);
  }

  private static FormatRecognition of(Head head, List<TraceReader> readers) {
    FormatRecognition surest = new FormatRecognition(readers.get(0), Likelihood.NONE, head);
    for (TraceReader reader : readers) {
      Likelihood likelihood = reader.sniff(head);
      if (likelihood.compareTo(surest.likelihood) > 0) {
        surest = new FormatRecognition(reader, likelihood, head);
      }
    }
    return surest;
  }

  /** Which of these others is surer of the same file; empty if none is. */
  Optional<TraceReader> surerOf(List<TraceReader> others) {
    FormatRecognition other = of(head, others);
    return other.likelihood.compareTo(likelihood) > 0
        ? Optional.of(other.reader)
        : Optional.empty();
  }

  /**
   * True for Perfetto's own format, which newer profilers can write and no reader here reads.
   *
   * <p>Source: perfetto {@code protos/perfetto/trace/trace.proto}.
   */
  boolean isPerfetto() {
    boolean named = Stream.of(".pftrace", ".perfetto-trace", ".perfetto").anyMatch(head::isNamed);
    return named && head.startsWith(PACKET);
  }

  boolean isAtLeast(Likelihood least) {
    return likelihood.compareTo(least) >= 0;
  }
}
