package dev.ringside.ingest.mixture;

import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.recording.RankTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Communicators of which each file knows one rank, as where NCCL writes a log for each process: as
 * many ranks as it has are its members, and fewer are told to be.
 */
final class WholeGroups {

  private final SortedMap<String, SortedSet<Integer>> members = new TreeMap<>();
  private final SortedMap<String, SortedSet<Integer>> sizes = new TreeMap<>();

  WholeGroups(List<RankTrace> traces) {
    for (RankTrace trace : traces) {
      for (int id = 0; id < trace.signatures().size(); id++) {
        Communicator group = trace.signatures().get(id).communicator();
        if (isOpen(group)) {
          members.computeIfAbsent(group.name(), any -> new TreeSet<>()).add(trace.rank());
          sizes.computeIfAbsent(group.name(), any -> new TreeSet<>()).add(group.size());
        }
      }
    }
  }

  private static boolean isOpen(Communicator group) {
    return !group.hasRanks() && group.size() > 1 && HashNames.isHash(group.name());
  }

  /** With its ranks, if all of them are here. */
  Communicator of(Communicator group) {
    if (!isOpen(group) || !isWhole(group.name())) {
      return group;
    }
    return new Communicator(group.name(), group.size(), List.copyOf(members.get(group.name())));
  }

  private boolean isWhole(String name) {
    return sizes.get(name).size() == 1 && members.get(name).size() == sizes.get(name).first();
  }

  /** A sentence for each communicator that is not whole, by its lowest rank. */
  Map<Integer, List<String>> incomplete() {
    Map<Integer, List<String>> sentences = new TreeMap<>();
    members.forEach(
        (name, ranks) -> {
          if (!isWhole(name)) {
            sentences.computeIfAbsent(ranks.first(), any -> new ArrayList<>()).add(told(name));
          }
        });
    return sentences;
  }

  private String told(String name) {
    SortedSet<Integer> ofName = sizes.get(name);
    if (ofName.size() > 1) {
      return "communicator %s is said to have %s ranks: these files are of several runs"
          .formatted(name, String.join(" and ", ofName.stream().map(String::valueOf).toList()));
    }
    return "communicator %s has %,d ranks, and %,d of them call on it in these files (%s): give the logs of the others"
        .formatted(
            name,
            ofName.first(),
            members.get(name).size(),
            String.join(", ", members.get(name).stream().map(String::valueOf).toList()));
  }
}
