package dev.ringside.ingest.inspect;

import dev.ringside.ingest.source.KnownTimes;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How much of the job the files show.
 *
 * @param worldSize ranks of the job as the files state it, else of the largest group they list; 0
 *     if they do neither
 * @param ranks those the files are of, ascending
 * @param missing ranks of the job of which there is no file
 * @param calls of all ranks
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
            .mapToInt(group -> group.ranks().size())
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
        files.stream().mapToLong(FileFacts::calls).sum(),
        groups.stream()
            .flatMap(group -> group.byCollective().stream())
            .mapToLong(volume -> volume.calls() - volume.unsized())
            .sum(),
        files.stream().filter(Coverage::hasDurations).mapToLong(FileFacts::calls).sum());
  }

  private static boolean hasDurations(FileFacts file) {
    return file.timing().filter(timing -> timing.compareTo(KnownTimes.STARTS) < 0).isPresent();
  }
}
