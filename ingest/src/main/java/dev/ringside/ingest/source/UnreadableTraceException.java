package dev.ringside.ingest.source;

import java.nio.file.Path;

/**
 * A recording that cannot be used as it is. The message is one line for the operator: which file,
 * where in it, what was expected, and what to do where that helps.
 */
public final class UnreadableTraceException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 400;

  public UnreadableTraceException(String line) {
    super(line);
  }

  public UnreadableTraceException(Path file, String problem) {
    super(line(file, problem));
  }

  /**
   * @param problem of which one line of readable length is kept: libraries' messages may have more
   */
  public UnreadableTraceException(Path file, String problem, Throwable cause) {
    super(line(file, problem), cause);
  }

  private static String line(Path file, String problem) {
    String line = problem.lines().findFirst().orElse("");
    return file + ": " + (line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line);
  }
}
