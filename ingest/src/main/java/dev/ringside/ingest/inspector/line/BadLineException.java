package dev.ringside.ingest.inspector.line;

/**
 * Leaves a line in the middle. The two instances have no stack trace, because damaged input must
 * not cost more than sound input.
 */
@SuppressWarnings("StaticAssignmentOfThrowable")
final class BadLineException extends Exception {

  /** The text is not what a line may have here. */
  static final BadLineException MALFORMED = new BadLineException("malformed");

  /** The bytes end before the line does. */
  static final BadLineException INCOMPLETE = new BadLineException("incomplete");

  private static final long serialVersionUID = 1L;

  private BadLineException(String what) {
    super(what, null, false, false);
  }
}
