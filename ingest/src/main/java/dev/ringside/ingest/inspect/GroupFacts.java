package dev.ringside.ingest.inspect;

import dev.ringside.core.collective.Collective;
import java.util.List;
import java.util.OptionalLong;

/**
 * A group of ranks, and what it communicated.
 *
 * @param name as the files have it, empty if they name none
 * @param description what the application calls it, empty if the files do not say
 * @param size number of ranks, 0 if not known
 * @param ranks its members; if the files do not list them, those that call on it; ascending
 * @param listed whether the files list the members
 */
public record GroupFacts(
    String name,
    String description,
    int size,
    List<Integer> ranks,
    boolean listed,
    Guess guess,
    List<Volume> byCollective) {

  public GroupFacts {
    ranks = List.copyOf(ranks);
    byCollective = List.copyOf(byCollective);
  }

  /** How sure a guess is. */
  public enum Confidence {
    NONE,
    LOW,
    MEDIUM,
    HIGH
  }

  /**
   * What the group divides among its ranks.
   *
   * @param parallelism by the field's short word, such as {@code tp} or {@code dcp}; empty if
   *     nothing speaks for any
   * @param reason in one sentence
   */
  public record Guess(String parallelism, Confidence confidence, String reason) {

    static final Guess UNKNOWN = new Guess("", Confidence.NONE, "nothing in the files says");
  }

  /**
   * All calls of one collective, summed over the ranks that were recorded.
   *
   * @param bytes sum of the message sizes that are known; empty if none is
   * @param unsized calls whose size is not known
   * @param sizes the same by message size, ascending
   */
  public record Volume(
      Collective collective, long calls, OptionalLong bytes, long unsized, List<Size> sizes) {

    public Volume {
      sizes = List.copyOf(sizes);
    }
  }

  /** Calls of one message size. */
  public record Size(long bytes, String dataType, long calls) {}

  public long calls() {
    return byCollective.stream().mapToLong(Volume::calls).sum();
  }
}
