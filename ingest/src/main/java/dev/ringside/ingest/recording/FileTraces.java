package dev.ringside.ingest.recording;

import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** All ranks of one file, in memory. */
public final class FileTraces implements CallSink {

  private final SortedMap<Integer, RankTraceBuilder> ranks = new TreeMap<>();
  private final List<Note.Called> called = new ArrayList<>();
  private String aside;

  private FileTraces() {}

  /** All that {@code file} holds. See {@link #read(TraceReader, Path, LongConsumer)}. */
  public static FileTraces of(TraceReader reader, Path file, LongConsumer progress)
      throws UnreadableTraceException {
    FileTraces traces = new FileTraces();
    reader.read(file, traces, progress);
    return traces;
  }

  /**
   * The traces by rank, none if the file turns out to be of another format.
   *
   * @throws UnreadableTraceException as {@link TraceReader#read}
   */
  public static List<RankTrace> read(TraceReader reader, Path file, LongConsumer progress)
      throws UnreadableTraceException {
    return of(reader, file, progress).traces(file);
  }

  /** By rank. For one use. */
  public List<RankTrace> traces(Path file) {
    return ranks.values().stream().map(builder -> builder.finish(file)).toList();
  }

  /** Why the file is left aside, where its reader says so. */
  public Optional<String> aside() {
    return Optional.ofNullable(aside);
  }

  /** What the application calls communicators that have a hash. */
  public List<Note.Called> called() {
    return called;
  }

  @Override
  public void note(Note note) {
    if (note instanceof Note.Aside left) {
      aside = left.why();
    } else if (note instanceof Note.Called name) {
      called.add(name);
    }
  }

  @Override
  public RankCalls rank(RankInfo who) {
    return ranks.computeIfAbsent(who.rank(), rank -> new RankTraceBuilder(who));
  }
}
