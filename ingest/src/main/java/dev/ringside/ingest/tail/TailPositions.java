package dev.ringside.ingest.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a tail stands: what has been handed over of each file. Taken after a poll, kept by the
 * agent that publishes the calls, and stored when they are acknowledged; a tail made with it goes
 * on there. As text it has a line a file.
 */
public final class TailPositions {

  /** Nothing has been read. */
  public static final TailPositions NONE = new TailPositions(List.of());

  private static final String FIRST_LINE = "ringside tail positions 1";

  private final List<TailPosition> files;

  public TailPositions(List<TailPosition> files) {
    this.files = List.copyOf(files);
  }

  public List<TailPosition> files() {
    return files;
  }

  public String toText() {
    return files.stream()
        .map(TailPosition::toString)
        .collect(Collectors.joining("\n", FIRST_LINE + "\n", files.isEmpty() ? "" : "\n"));
  }

  /**
   * @throws IllegalArgumentException if the text is not what {@link #toText} makes; the message
   *     says which line
   */
  public static TailPositions parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(FIRST_LINE)) {
      throw new IllegalArgumentException("does not begin with \"%s\"".formatted(FIRST_LINE));
    }
    List<TailPosition> files = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        files.add(TailPosition.parse(lines.get(i)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "line %d is not a position: %s".formatted(i + 1, lines.get(i)), e);
      }
    }
    return new TailPositions(files);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TailPositions that && that.files.equals(files);
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }

  @Override
  public String toString() {
    return toText();
  }
}
