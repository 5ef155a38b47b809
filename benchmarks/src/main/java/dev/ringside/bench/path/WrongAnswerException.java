package dev.ringside.bench.path;

/** A path did not answer what the oracle does: it has no figure. */
public final class WrongAnswerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public WrongAnswerException(String message) {
    super(message);
  }
}
