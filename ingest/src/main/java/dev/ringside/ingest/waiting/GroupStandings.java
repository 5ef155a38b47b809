package dev.ringside.ingest.waiting;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where the ranks of one group stand in its collectives.
 *
 * @param name as in a {@code Note.Group}
 * @param title for sentences: name and what the application calls it
 * @param members global ranks
 * @param standings by rank; without the members of which nothing of this group is known
 */
public record GroupStandings(
    String name, String title, List<Integer> members, SortedMap<Integer, Standing> standings) {

  public GroupStandings {
    members = members.stream().sorted().toList();
    standings = Collections.unmodifiableSortedMap(new TreeMap<>(standings));
  }

  /** For each call at which ranks of this group stand open: they, and those they wait for. */
  List<Wait> waits() {
    NavigableSet<Long> open = new TreeSet<>();
    standings.values().stream().filter(Standing::open).map(Standing::sequence).forEach(open::add);
    return open.stream().map(this::waitAt).toList();
  }

  private Wait waitAt(long sequence) {
    List<Integer> there = members.stream().filter(rank -> isOpenAt(rank, sequence)).toList();
    List<Integer> behind = members.stream().filter(rank -> isBehind(rank, sequence)).toList();
    List<String> calls =
        there.stream().map(rank -> standings.get(rank).collective()).distinct().toList();
    return new Wait(this, sequence, String.join(" or ", calls), there, behind);
  }

  private boolean isOpenAt(int rank, long sequence) {
    Standing standing = standings.get(rank);
    return standing != null && standing.open() && standing.sequence() == sequence;
  }

  private boolean isBehind(int rank, long sequence) {
    Standing standing = standings.get(rank);
    return standing == null
        || standing.sequence() < sequence
        || (standing.sequence() == sequence && !standing.open());
  }

  /** Ranks that stand at {@code sequence} with a call that most others there did not make. */
  List<Integer> oddOnes(Wait wait) {
    var byCall =
        wait.there().stream()
            .collect(Collectors.groupingBy(rank -> standings.get(rank).collective()));
    int most = byCall.values().stream().mapToInt(List::size).max().orElse(0);
    boolean clear = byCall.values().stream().filter(ranks -> ranks.size() == most).count() == 1;
    return byCall.values().stream()
        .filter(ranks -> byCall.size() > 1 && (!clear || ranks.size() < most))
        .flatMap(List::stream)
        .sorted()
        .toList();
  }
}
