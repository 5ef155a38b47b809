package dev.ringside.cli.console;

/**
 * Input or options that cannot be used. The message is the one line that the user reads: what is
 * wrong, where, what was expected and what to do. Ends the process with exit code 2.
 */
public final class BadInputException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
