package dev.ringside.cli.doctor;

/**
 * What one check came to.
 *
 * @param about what was checked, in a word or two
 * @param text one sentence, and what to do
 */
public record Diagnosis(Level level, String about, String text) {

  /** How much it matters. */
  public enum Level {
    OK("ok"),
    /** Calls are seen, but fewer or less well than possible; or nothing is known. */
    NOTE("note"),
    /** Calls will not be seen. */
    PROBLEM("PROBLEM");

    private final String label;

    Level(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  static Diagnosis ok(String about, String text) {
    return new Diagnosis(Level.OK, about, text);
  }

  static Diagnosis note(String about, String text) {
    return new Diagnosis(Level.NOTE, about, text);
  }

  static Diagnosis problem(String about, String text) {
    return new Diagnosis(Level.PROBLEM, about, text);
  }
}
