package dev.ringside.ingest.trace;

import java.nio.file.Path;

/**
 * A recording that cannot be used as it is. The message is one line for the operator: which file,
 * where in it, what was expected.
 */
public final class UnreadableTraceException extends Exception {

  private static final long serialVersionUID = 1L;

  public UnreadableTraceException(String line) {
    super(line);
  }

  public UnreadableTraceException(Path file, String problem) {
    super(file + ": " + problem);
  }

  public UnreadableTraceException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
