package dev.ringside.ingest.source;

import java.util.List;

/** What a file says besides its calls: told to {@link CallSink#note} in any order. */
public sealed interface Note {

  /** How far the times of the file's calls can be trusted; told once by each reader. */
  record Timing(KnownTimes times) implements Note {}

  /**
   * The file does not hold all that happened.
   *
   * @param why in one sentence, with numbers where the source has them
   */
  record Incomplete(String why) implements Note {}

  /**
   * The file is sound and of its format, and nothing in it is of a rank: it is left aside, not
   * refused.
   *
   * @param why in words for the operator, to stand in brackets behind the file's name
   */
  record Aside(String why) implements Note {}

  /**
   * A group of ranks that the file describes, with or without calls in it.
   *
   * @param ranks global ranks, in the group's order; empty if the file does not list them
   * @param description what the application called it, such as torch's group description; may be
   *     empty
   */
  record Group(String name, List<Integer> ranks, String description) implements Note {

    public Group {
      ranks = List.copyOf(ranks);
    }
  }

  /**
   * What the application calls a communicator that other sources know by its hash.
   *
   * @param hash in hexadecimal, {@code 0x} before it; it may be cut off after 14 digits
   * @param ranks global ranks, in the group's order; empty if the file does not list them
   */
  record Called(String hash, String name, List<Integer> ranks) implements Note {

    public Called {
      ranks = List.copyOf(ranks);
    }
  }

  /**
   * Ranks that have arrived at a call which has not ended.
   *
   * @param sequence the call's number within its group, as the source counts
   * @param ranks global ranks, ascending
   */
  record Waiting(String group, long sequence, String collective, List<Integer> ranks)
      implements Note {

    public Waiting {
      ranks = List.copyOf(ranks);
    }
  }

  /**
   * A rank for which others seem to wait.
   *
   * @param reason in one sentence, with the evidence
   */
  record Suspect(int rank, String reason) implements Note {}

  /**
   * A rank that looks as if it were at fault and is not.
   *
   * @param reason in one sentence, with the evidence
   */
  record Cleared(int rank, String reason) implements Note {}
}
