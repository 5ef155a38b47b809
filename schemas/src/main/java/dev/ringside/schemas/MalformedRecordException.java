package dev.ringside.schemas;

import java.util.Locale;

/**
 * The only failure of decoding a record: what is wrong, and at which byte. The job then writes the
 * payload unchanged to the dead-letter topic and goes on.
 */
public final class MalformedRecordException extends Exception {

  private static final long serialVersionUID = 1;

  /** Kinds of damage: a closed set, so that they can be counted. */
  public enum Reason {
    /** No bytes at all, or no value (a tombstone). */
    EMPTY,
    /** Does not begin with Avro's single-object marker and a fingerprint. */
    NOT_SINGLE_OBJECT,
    /** The fingerprint is not in this record's history of schemas. */
    UNKNOWN_SCHEMA,
    /** Ends in the middle of a value. */
    TRUNCATED,
    /** Declares more items or bytes than it holds, or than a reader allows. */
    HOSTILE_LENGTH,
    /** A value that its field cannot have. */
    BAD_VALUE,
    /** Has bytes after its last value. */
    TRAILING_BYTES;

    /** The word in dead letters and in the label {@code reason}: {@code bad_value}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
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
   * Bytes from the start of the record to the error. For a record of an older schema whose values
   * are refused after it was rewritten to the current schema, the start of its body.
   */
  public long offset() {
    return offset;
  }
}
