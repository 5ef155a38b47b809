package dev.ringside.cli.console;

import dev.ringside.core.report.Verdict;

/** What the process tells scripts. */
public final class ExitCode {

  public static final int OK = 0;

  /** A fault of ours. */
  public static final int INTERNAL = 1;

  /** Input that cannot be used, or a command line that means nothing. */
  public static final int BAD_INPUT = 2;

  /** The wire differs from what the model must communicate. */
  public static final int DEVIATION = 3;

  /** Too little was seen to say. */
  public static final int INSUFFICIENT = 4;

  /** Ctrl-C; the JVM's own code after SIGINT. */
  public static final int INTERRUPTED = 130;

  public static int of(Verdict verdict) {
    return switch (verdict) {
      case MATCH, UNCHECKED -> OK;
      case DEVIATION, UNEXPECTED, MISSING -> DEVIATION;
      case INSUFFICIENT -> INSUFFICIENT;
    };
  }

  private ExitCode() {}
}
