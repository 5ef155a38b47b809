package dev.ringside.cli.report.text;

import dev.ringside.core.report.Verdict;
import java.util.Map;

/** Colours a verdict on a terminal, and nothing elsewhere. */
public enum Palette {
  PLAIN {
    @Override
    public String paint(Verdict verdict, String text) {
      return text;
    }
  },
  ANSI {
    @Override
    public String paint(Verdict verdict, String text) {
      return switch (verdict) {
        case MATCH -> GREEN + text + RESET;
        case DEVIATION, UNEXPECTED, MISSING, GONE, HUNG -> RED + text + RESET;
        case INSUFFICIENT, MATCH_BY_COUNT, DEAF -> YELLOW + text + RESET;
        case UNCHECKED, IDLE, ELSEWHERE -> text;
      };
    }
  };

  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String RESET = "\u001b[0m";

  /** A pattern of every code that a palette writes. */
  static final String CODE = "\u001b\\[(?:32|31|33|0)m";

  public abstract String paint(Verdict verdict, String text);

  /**
   * Colour on a terminal only, and never against the user's wish.
   *
   * @param environment the process environment: {@code NO_COLOR} (no-color.org) and {@code TERM}
   */
  public static Palette of(boolean terminal, Map<String, String> environment) {
    boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
    return terminal && !unwanted && !dumb ? ANSI : PLAIN;
  }
}
