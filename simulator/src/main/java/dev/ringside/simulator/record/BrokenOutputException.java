package dev.ringside.simulator.record;

/** An output cannot be written. The message is one line for the operator. */
public final class BrokenOutputException extends Exception {

  private static final long serialVersionUID = 1L;

  public BrokenOutputException(String line) {
    super(line);
  }

  public BrokenOutputException(String line, Throwable cause) {
    super(line, cause);
  }
}
