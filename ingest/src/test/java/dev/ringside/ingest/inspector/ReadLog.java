package dev.ringside.ingest.inspector;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.ingest.inspector.file.InspectorReader;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** All that a file says, ready to be asked. */
public record ReadLog(List<RankTrace> traces, List<Note> notes) {

  static ReadLog of(Path file) throws UnreadableTraceException {
    return of(new InspectorReader(), file);
  }

  /** The calls by one reading, the notes by another one. */
  public static ReadLog of(TraceReader reader, Path file) throws UnreadableTraceException {
    List<Note> notes = new ArrayList<>();
    List<RankTrace> traces = FileTraces.read(reader, file, bytes -> {});
    reader.read(file, new Notes(notes), bytes -> {});
    return new ReadLog(traces, notes);
  }

  List<Integer> ranks() {
    return traces.stream().map(RankTrace::rank).toList();
  }

  public RankTrace trace(int rank) {
    return traces.stream().filter(trace -> trace.rank() == rank).findFirst().orElseThrow();
  }

  Map<String, Long> rejected(int rank) {
    return trace(rank).rejected();
  }

  private CallSignature signature(RankTrace trace, int row) {
    return trace.signatures().get(trace.calls().signature(row));
  }

  public List<CallSignature> signatures(int rank) {
    RankTrace trace = trace(rank);
    return IntStream.range(0, trace.signatures().size()).mapToObj(trace.signatures()::get).toList();
  }

  Map<Collective, Integer> counts(int rank) {
    RankTrace trace = trace(rank);
    Map<Collective, Integer> counts = new HashMap<>();
    IntStream.range(0, trace.calls().size())
        .forEach(row -> counts.merge(signature(trace, row).collective(), 1, Integer::sum));
    return counts;
  }

  private IntStream rows(int rank, Collective collective) {
    RankTrace trace = trace(rank);
    return IntStream.range(0, trace.calls().size())
        .filter(row -> signature(trace, row).collective() == collective);
  }

  long[] numbers(int rank, Collective collective) {
    return rows(rank, collective).mapToLong(trace(rank).calls()::sequence).toArray();
  }

  /** Bytes put in by all calls. */
  long bytes(int rank, Collective collective) {
    RankTrace trace = trace(rank);
    return rows(rank, collective)
        .mapToLong(
            row -> signature(trace, row).elements() * signature(trace, row).dataType().bytes())
        .sum();
  }

  public List<String> incomplete() {
    return notes.stream()
        .filter(Note.Incomplete.class::isInstance)
        .map(note -> ((Note.Incomplete) note).why())
        .toList();
  }

  List<Note.Group> groups() {
    return notes.stream().filter(Note.Group.class::isInstance).map(Note.Group.class::cast).toList();
  }

  public KnownTimes times() {
    return notes.stream()
        .filter(Note.Timing.class::isInstance)
        .map(note -> ((Note.Timing) note).times())
        .reduce(
            (a, b) -> {
              throw new AssertionError("told twice");
            })
        .orElseThrow();
  }
}
