package dev.ringside.cli.console;

/** The job sent no report in time. The message is one line; ends the process with exit code 1. */
public final class NoReportException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public NoReportException(String message) {
    super(message);
  }
}
