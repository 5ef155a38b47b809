package dev.ringside.describe.yaml;

/**
 * A file that describes something (a deployment, its model, a scenario) and cannot be used. The
 * message is one line for the operator: file, line, what was expected.
 */
public final class BadDescriptionException extends Exception {

  private static final long serialVersionUID = 1L;

  public BadDescriptionException(String line) {
    super(line);
  }

  public BadDescriptionException(String line, Throwable cause) {
    super(line, cause);
  }
}
