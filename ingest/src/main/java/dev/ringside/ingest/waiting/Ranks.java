package dev.ringside.ingest.waiting;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Ranks in a sentence. */
public final class Ranks {

  private static final int MOST_NAMED = 12;

  private Ranks() {}

  /** {@code rank 3}, {@code ranks 0, 1, 2}, {@code ranks 0, 1 … (4,096 ranks)}. */
  public static String text(Collection<Integer> ranks) {
    List<Integer> sorted = ranks.stream().sorted().toList();
    String named =
        sorted.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    String more = sorted.size() > MOST_NAMED ? " … (%,d ranks)".formatted(sorted.size()) : "";
    return (sorted.size() == 1 ? "rank " : "ranks ") + named + more;
  }

  /** {@code rank 3 waits}, {@code ranks 0, 1 wait}. */
  static String wait(Collection<Integer> ranks) {
    return text(ranks) + (ranks.size() == 1 ? " waits" : " wait");
  }

  /** {@code rank 3 is}, {@code ranks 0, 1 are}. */
  static String are(Collection<Integer> ranks) {
    return text(ranks) + (ranks.size() == 1 ? " is" : " are");
  }
}
