package dev.ringside.cli.console;

import dev.ringside.core.report.Verdict;

/** The exit codes of the process, which scripts rely on. */
public final class ExitCode {

  public static final int OK = 0;

  /** A fault of Ringside. */
  public static final int INTERNAL = 1;

  /** Input or a command line that cannot be used. */
  public static final int BAD_INPUT = 2;

  /** The observed calls differ from what the model must communicate. */
  public static final int DEVIATION = 3;

  /** Too little was seen for a verdict; also a match by count, which compared no sizes. */
  public static final int INSUFFICIENT = 4;

  /** Ctrl-C: the code with which the JVM itself ends after SIGINT. */
  public static final int INTERRUPTED = 130;

  public static int of(Verdict verdict) {
    return switch (verdict) {
      case MATCH, UNCHECKED, IDLE, ELSEWHERE -> OK;
      case DEVIATION, UNEXPECTED, MISSING, HUNG -> DEVIATION;
      case INSUFFICIENT, MATCH_BY_COUNT, GONE, DEAF -> INSUFFICIENT;
    };
  }

  private ExitCode() {}
}
