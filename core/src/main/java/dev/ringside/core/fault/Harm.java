package dev.ringside.core.fault;

import java.util.Locale;

/** What a fault does to those who are served. */
public enum Harm {
  /** Answers are wrong, and no error says so. */
  TOKENS,
  /** Answers are right and come later. */
  SPEED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
