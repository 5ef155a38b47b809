package dev.ringside.schemas;

/**
 * The one way a record can fail to decode: what is wrong, and at which byte. The payload goes to
 * the dead-letter topic unchanged; the job stays up.
 */
public final class MalformedRecordException extends Exception {

  private static final long serialVersionUID = 1;

  /** Kinds of damage: a closed set, so that they can be counted. */
  public enum Reason {
    /** No bytes at all, or no value (a tombstone). */
    EMPTY,
    /** Does not begin with Avro's single-object marker and a fingerprint. */
    NOT_SINGLE_OBJECT,
    /** The fingerprint is none of this record's released schemas. */
    UNKNOWN_SCHEMA,
    /** Ends in the middle of a value. */
    TRUNCATED,
    /** Declares more items or bytes than it holds, or than a reader allows. */
    HOSTILE_LENGTH,
    /** A value that its field cannot have. */
    BAD_VALUE,
    /** Goes on after its last value. */
    TRAILING_BYTES
  }

  private final Reason reason;
  private final long offset;

  public MalformedRecordException(Reason reason, long offset, String detail) {
    super("%s at byte %d: %s".formatted(reason, offset, detail));
    this.reason = reason;
    this.offset = offset;
  }

  public Reason reason() {
    return reason;
  }

  /**
   * Bytes from the start of the record to where it went wrong. For a record of an older schema that
   * breaks a rule no schema can state, the start of its body.
   */
  public long offset() {
    return offset;
  }
}
