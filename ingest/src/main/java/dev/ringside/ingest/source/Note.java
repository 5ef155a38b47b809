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
   * All-reduces of tensors whose rows have this many elements: of a model's activations, its hidden
   * size.
   *
   * @param calls how many there are, of one rank
   */
  record RowWidth(long elements, long calls) implements Note {}

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
