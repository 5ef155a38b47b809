package dev.ringside.ingest.flightrecorder;

import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Communicator;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A process group as one dump describes it.
 *
 * @param ranks global ranks in the group's order, empty if the dump does not list them (gloo)
 */
record DumpGroup(String name, String description, List<Integer> ranks) {

  private static final Pattern RANKS =
      Pattern.compile("\\[\\s*\\d{1,6}(?:\\s*,\\s*\\d{1,6})*+\\s*]");

  DumpGroup {
    ranks = List.copyOf(ranks);
  }

  static DumpGroup unlisted(String name, String description) {
    return new DumpGroup(name, description, List.of());
  }

  /** torch writes the ranks as a text, {@code "[0, 1]"}. */
  static List<Integer> ranksOf(String text) {
    return RANKS.matcher(text).matches()
        ? Arrays.stream(text.substring(1, text.length() - 1).split(","))
            .map(rank -> Integer.valueOf(rank.strip()))
            .distinct()
            .toList()
        : List.of();
  }

  Communicator communicator() {
    return new Communicator(Bound.NAME_BYTES.cut(name), ranks.size(), ranks);
  }

  /** The global rank of a place in the group, -1 if it is not known. */
  int globalRank(int place) {
    return place >= 0 && place < ranks.size() ? ranks.get(place) : -1;
  }
}
