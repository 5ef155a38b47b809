package dev.ringside.ingest.inspector;

import dev.ringside.ingest.inspector.line.Origin;
import java.util.Locale;

/** Which way a communicator cuts through the job, by its name: {@code tp:0}, {@code pp:1}. */
enum Axis {
  TENSOR("tp", "tensor"),
  PIPELINE("pp", "pipeline"),
  DATA("dp", "data"),
  NONE("\0", "\0");

  private final String letters;
  private final String word;

  Axis(String letters, String word) {
    this.letters = letters;
    this.word = word;
  }

  static Axis of(Origin origin) {
    String name = origin.name().toLowerCase(Locale.ROOT);
    for (Axis axis : values()) {
      boolean letters =
          name.startsWith(axis.letters)
              && (name.length() == 2 || !Character.isLetter(name.charAt(2)));
      if (letters || name.startsWith(axis.word)) {
        return axis;
      }
    }
    return NONE;
  }

  static Axis bySends(boolean pairsOnly) {
    return pairsOnly ? PIPELINE : TENSOR;
  }
}
