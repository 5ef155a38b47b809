package dev.ringside.simulator.record;

/** What was simulated could not be written. The message is one line for the operator. */
public final class BrokenOutputException extends Exception {

  private static final long serialVersionUID = 1L;

  public BrokenOutputException(String line, Throwable cause) {
    super(line, cause);
  }
}
