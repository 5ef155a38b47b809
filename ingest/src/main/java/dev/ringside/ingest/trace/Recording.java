package dev.ringside.ingest.trace;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * One run as all its ranks recorded it, read to the end and checked before anything is published.
 *
 * @param traces by rank, at least one
 * @param ignored files of the searched folders that are no traces
 */
public record Recording(List<RankTrace> traces, List<IgnoredFile> ignored) {

  /** A file left aside, and why, in words for the operator. */
  public record IgnoredFile(Path file, String reason) {}

  public Recording {
    traces = List.copyOf(traces);
    ignored = List.copyOf(ignored);
  }

  /**
   * Reads files, and the files directly in folders.
   *
   * @param readers tried in order; a file belongs to the first that knows its format
   * @throws UnreadableTraceException with one clear line: no such path, a file that cannot be read
   *     to its end, the same rank twice, files of different jobs, or no trace at all
   */
  public static Recording open(List<TraceReader> readers, List<Path> paths, ReadProgress progress)
      throws UnreadableTraceException {
    return new RecordingReader(readers, progress).read(paths);
  }

  /** Global ranks, ascending. */
  public List<Integer> ranks() {
    return traces.stream().map(RankTrace::rank).toList();
  }

  /** Ranks of the job, where a file says so. */
  public OptionalInt worldSize() {
    return traces.stream().map(RankTrace::worldSize).flatMapToInt(OptionalInt::stream).findFirst();
  }

  public long calls() {
    return traces.stream().mapToLong(trace -> trace.calls().size()).sum();
  }

  /** Calls and damaged events of all ranks. */
  public long observed() {
    return traces.stream().mapToLong(RankTrace::observed).sum();
  }

  /** Earliest start, nanoseconds since the epoch; {@code Long.MAX_VALUE} if there is no call. */
  public long firstStartNs() {
    return traces.stream()
        .filter(trace -> trace.calls().size() > 0)
        .mapToLong(trace -> trace.calls().startNs(0))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Latest end, nanoseconds since the epoch; {@code Long.MIN_VALUE} if there is no call. */
  public long lastEndNs() {
    return traces.stream()
        .flatMapToLong(
            trace -> IntStream.range(0, trace.calls().size()).mapToLong(trace.calls()::endNs))
        .max()
        .orElse(Long.MIN_VALUE);
  }
}
