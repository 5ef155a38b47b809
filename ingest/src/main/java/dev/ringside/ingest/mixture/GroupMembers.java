package dev.ringside.ingest.mixture;

import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.recording.RankTrace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who is in a group of which the source names only the name, as Flight Recorder does over gloo: the
 * ranks that have calls in it. torch numbers groups alike on all ranks.
 *
 * <p>A group's name holds among files of one kind and moment: those whose names differ in digits
 * only.
 */
final class GroupMembers {

  private record Named(String series, String group) {}

  private final Map<Named, SortedSet<Integer>> members = new HashMap<>();

  void add(RankTrace trace) {
    for (int id = 0; id < trace.signatures().size(); id++) {
      String group = trace.signatures().get(id).communicator().name();
      if (!group.isEmpty()) {
        members
            .computeIfAbsent(new Named(series(trace), group), any -> new TreeSet<>())
            .add(trace.rank());
      }
    }
  }

  private static String series(RankTrace trace) {
    return trace.source().getFileName().toString().replaceAll("\\d+", "#");
  }

  /** The group with its ranks, where they were not told. */
  Communicator complete(RankTrace source, Communicator group) {
    SortedSet<Integer> ranks =
        members.getOrDefault(new Named(series(source), group.name()), new TreeSet<>());
    return group.hasRanks() || ranks.size() < 2
        ? group
        : new Communicator(group.name(), ranks.size(), List.copyOf(ranks));
  }
}
