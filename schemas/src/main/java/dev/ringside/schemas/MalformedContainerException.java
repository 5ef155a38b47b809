package dev.ringside.schemas;

/**
 * The only failure of reading the bytes of a container file: what is wrong, in which block, at
 * which byte of the file, and what was expected there. A failure of the storage is an {@code
 * IOException} instead.
 */
public final class MalformedContainerException extends Exception {

  private static final long serialVersionUID = 1;

  /** The block number of damage in the header, before the first block. */
  public static final long HEADER = -1;

  public enum Reason {
    /** Does not begin with Avro's magic bytes. */
    NOT_A_CONTAINER,
    /** The metadata in the header lacks something or has an impossible value. */
    BAD_METADATA,
    /** The schema in the metadata is not in the history of this record. */
    UNKNOWN_SCHEMA,
    /** Compressed by a codec that is unknown or whose library is missing. */
    UNKNOWN_CODEC,
    /** The file ends in the middle of its header or of a block. */
    TRUNCATED,
    /** Declares more bytes or records than a reader allows. */
    HOSTILE_LENGTH,
    /** A block does not end with the file's sync marker. */
    BAD_SYNC,
    /** A block cannot be decompressed, or holds more or less than its records. */
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

  /** The number of the damaged block, from 0; {@link #HEADER} if the header is damaged. */
  public long block() {
    return block;
  }

  /**
   * Bytes from the start of the file to the damage. Inside compressed data and for a record, the
   * start of the block.
   */
  public long offset() {
    return offset;
  }
}
