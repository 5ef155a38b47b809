package dev.ringside.cli.console;

/** Something that must run elsewhere did not answer. One line; ends the process with code 1. */
public final class NoReportException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public NoReportException(String message) {
    super(message);
  }
}
