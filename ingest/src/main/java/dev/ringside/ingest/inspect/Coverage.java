package dev.ringside.ingest.inspect;

import dev.ringside.ingest.source.KnownTimes;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How much of the job the files show.
 *
 * @param worldSize ranks of the job as the files state it, else up to the highest rank of a group;
 *     0 if they do neither
 * @param ranks those the files are of, ascending
 * @param missing ranks of the job of which there is no file
 * @param calls of all ranks, in the source whose times are known best
 * @param sized calls whose message size is known
 * @param timed calls whose duration is known
 */
public record Coverage(
    int worldSize, List<Integer> ranks, List<Integer> missing, long calls, long sized, long timed) {

  /** More are not worth listing, and a damaged file may state any number. */
  private static final int MOST_LISTED = 65_536;

  static int statedWorld(List<FileFacts> files) {
    return files.stream().mapToInt(file -> file.worldSize().orElse(0)).max().orElse(0);
  }

  static Coverage of(List<FileFacts> files, List<GroupFacts> groups) {
    SortedSet<Integer> ranks = new TreeSet<>();
    files.forEach(file -> ranks.addAll(file.ranks()));
    int stated = statedWorld(files);
    int listed =
        groups.stream()
            .filter(GroupFacts::listed)
            .flatMap(group -> group.ranks().stream())
            .mapToInt(rank -> rank + 1)
            .max()
            .orElse(0);
    int world = stated > 0 ? stated : listed;
    List<Integer> missing =
        IntStream.range(0, Math.min(world, MOST_LISTED))
            .filter(rank -> !ranks.contains(rank))
            .boxed()
            .toList();
    return new Coverage(
        world,
        List.copyOf(ranks),
        missing,
        groups.stream().mapToLong(GroupFacts::calls).sum(),
        groups.stream()
            .flatMap(group -> group.byCollective().stream())
            .mapToLong(volume -> volume.calls() - volume.unsized())
            .sum(),
        best(files).filter(Coverage::hasDurations).isPresent()
            ? groups.stream().mapToLong(GroupFacts::calls).sum()
            : 0);
  }

  /** The same, of recordings whose times are known each by itself. */
  Coverage timedAs(List<Coverage> each) {
    long known = each.stream().mapToLong(Coverage::timed).sum();
    return new Coverage(worldSize, ranks, missing, calls, sized, known);
  }

  /** The calls that count are those whose times are known best. */
  private static Optional<KnownTimes> best(List<FileFacts> files) {
    return files.stream()
        .filter(file -> file.calls() > 0)
        .flatMap(file -> file.timing().stream())
        .min(KnownTimes::compareTo);
  }

  private static boolean hasDurations(KnownTimes times) {
    return times.compareTo(KnownTimes.STARTS) < 0;
  }
}
