package dev.ringside.schemas;

/**
 * The one way a container file can fail to be read: what is wrong, in which block, at which byte of
 * the file, and what was expected there. A storage that fails is an {@code IOException} instead.
 */
public final class MalformedContainerException extends Exception {

  private static final long serialVersionUID = 1;

  /** The block of damage in front of the first block. */
  public static final long HEADER = -1;

  /** Kinds of damage. */
  public enum Reason {
    /** Does not begin with Avro's magic bytes. */
    NOT_A_CONTAINER,
    /** The metadata in front of the blocks lacks something, or says something it cannot. */
    BAD_METADATA,
    /** The schema in the metadata is none of this record's released schemas. */
    UNKNOWN_SCHEMA,
    /** Packed by a codec that is not known here, or whose library is missing. */
    UNKNOWN_CODEC,
    /** The file ends in the middle of its header or of a block. */
    TRUNCATED,
    /** Declares more bytes or records than a reader allows. */
    HOSTILE_LENGTH,
    /** A block does not end with the file's sync marker. */
    BAD_SYNC,
    /** A block that cannot be unpacked, or holds more or less than its records. */
    BAD_BLOCK,
    /** A record that cannot be decoded. */
    BAD_RECORD
  }

  private final Reason reason;
  private final long block;
  private final long offset;

  /**
   * @param block counted from 0, or {@link #HEADER}
   * @param offset bytes from the start of the file
   */
  public MalformedContainerException(Reason reason, long block, long offset, String detail) {
    super(
        "%s at byte %d, %s: %s"
            .formatted(
                reason, offset, block == HEADER ? "in the header" : "in block " + block, detail));
    this.reason = reason;
    this.block = block;
    this.offset = offset;
  }

  public Reason reason() {
    return reason;
  }

  /** Blocks in front of the damaged one; {@link #HEADER} if the damage is in front of them all. */
  public long block() {
    return block;
  }

  /**
   * Bytes from the start of the file to where it went wrong; for what is packed, and for a record,
   * to the start of its block.
   */
  public long offset() {
    return offset;
  }
}
