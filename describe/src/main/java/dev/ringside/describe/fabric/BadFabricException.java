package dev.ringside.describe.fabric;

/** A fabric file that cannot be used; the message is the one line to show. */
public final class BadFabricException extends Exception {

  private static final long serialVersionUID = 1;

  public BadFabricException(String message) {
    super(message);
  }

  public BadFabricException(String message, Throwable cause) {
    super(message, cause);
  }
}
