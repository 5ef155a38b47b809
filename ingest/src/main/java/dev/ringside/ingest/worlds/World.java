package dev.ringside.ingest.worlds;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.recording.RankTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Traces of ranks that ran as one job; none of them of the same rank. */
final class World {

  private final List<RankTrace> traces = new ArrayList<>();

  void add(RankTrace trace) {
    traces.add(trace);
  }

  List<RankTrace> traces() {
    return traces;
  }

  boolean has(int rank) {
    return traces.stream().anyMatch(trace -> trace.rank() == rank);
  }

  /** Ascending. */
  List<Integer> ranks() {
    return traces.stream().map(RankTrace::rank).sorted().toList();
  }

  /** Ranks of this job: as its traces say, else as many as were seen. */
  int size() {
    int seen = traces.stream().mapToInt(RankTrace::rank).max().orElse(0) + 1;
    return traces.stream().flatMapToInt(trace -> trace.worldSize().stream()).max().orElse(seen);
  }

  /** When its first rank began, nanoseconds; {@code Long.MAX_VALUE} if it has no call. */
  long firstStartNs() {
    return traces.stream().mapToLong(World::startOf).min().orElse(Long.MAX_VALUE);
  }

  /** When its last rank began, nanoseconds. */
  long lastStartNs() {
    return traces.stream().mapToLong(World::startOf).max().orElse(Long.MAX_VALUE);
  }

  /** When its last call ended, nanoseconds. */
  long lastEndNs() {
    return traces.stream()
        .map(RankTrace::calls)
        .mapToLong(calls -> calls.lastEndNs(0, calls.size()))
        .max()
        .orElse(Long.MIN_VALUE);
  }

  static long startOf(RankTrace trace) {
    CallColumns calls = trace.calls();
    return calls.size() == 0 ? Long.MAX_VALUE : calls.startNs(0);
  }

  /** Its files, for the operator. */
  String files() {
    return traces.stream()
        .map(trace -> trace.source().toString())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
