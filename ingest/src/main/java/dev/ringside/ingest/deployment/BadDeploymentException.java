package dev.ringside.ingest.deployment;

/**
 * A deployment file, or the model it names, that cannot be used. The message is one line for the
 * operator: file, line, what was expected.
 */
public final class BadDeploymentException extends Exception {

  private static final long serialVersionUID = 1L;

  public BadDeploymentException(String line) {
    super(line);
  }

  public BadDeploymentException(String line, Throwable cause) {
    super(line, cause);
  }
}
