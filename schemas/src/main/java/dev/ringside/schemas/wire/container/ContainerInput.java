package dev.ringside.schemas.wire.container;

import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedContainerException.Reason;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.LengthCheck;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.WireReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.avro.Schema;

/**
 * Reads an Avro object container file of one kind of record from any writer: with any codec of Avro
 * whose library is present, any number of records per block, any schema of the history. Returns
 * each record as it would be in Kafka: in single-object encoding, by the schema of its writer.
 *
 * <p>Holds one block in memory. Every malformed input ends in {@link MalformedContainerException}.
 * A file that is cut off between two blocks reads as a shorter file; the format does not show the
 * cut.
 *
 * <p>Source: Avro 1.12 specification, "Object Container Files". Not thread-safe.
 */
public final class ContainerInput implements AutoCloseable {

  /** Most bytes of a compressed block: some thousand times what our writer makes. */
  static final int LARGEST_BLOCK = 1 << 28;

  private final ContainerBytes in;
  private final ContainerHeader header;
  private final BlockCodec codec;
  private final Schema schema;
  private final byte[] prefix;

  private byte[] block = new byte[0];
  private WireReader records = new WireReader(block, 0, 0);
  private long blockOffset;
  private int recordsOfBlock;
  private int recordsRead;

  private ContainerInput(
      ContainerBytes in, ContainerHeader header, BlockCodec codec, Schema schema, byte[] prefix) {
    this.in = in;
    this.header = header;
    this.codec = codec;
    this.schema = schema;
    this.prefix = prefix;
  }

  /**
   * Reads the header. Closes {@code stream} when closed, and when the header cannot be read.
   *
   * @throws MalformedContainerException if it is not a container of the format's records
   */
  public static ContainerInput open(RecordFormat format, InputStream stream)
      throws IOException, MalformedContainerException {
    ContainerBytes in = new ContainerBytes(stream);
    try {
      ContainerHeader header = ContainerHeader.read(in);
      long fingerprint = header.fingerprint(in);
      Schema schema = schemaOf(format, fingerprint, in);
      return new ContainerInput(
          in, header, codecOf(header, in), schema, format.prefix(fingerprint));
    } catch (IOException | MalformedContainerException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static Schema schemaOf(RecordFormat format, long fingerprint, ContainerBytes in)
      throws MalformedContainerException {
    return format
        .released(fingerprint)
        .orElseThrow(
            () ->
                in.malformed(
                    Reason.UNKNOWN_SCHEMA,
                    in.position(),
                    "no known %s has fingerprint %016x; a newer writer needs a newer reader"
                        .formatted(format.current().getName(), fingerprint)));
  }

  private static BlockCodec codecOf(ContainerHeader header, ContainerBytes in)
      throws MalformedContainerException {
    try {
      return new BlockCodec(header.codec());
    } catch (IllegalArgumentException e) {
      throw in.malformed(
          Reason.UNKNOWN_CODEC,
          in.position(),
          "codec %s: %s; expected null, deflate, zstandard, or another that Avro has here"
              .formatted(header.codec(), e.getMessage()));
    }
  }

  /** Metadata of the header, Avro's own included. */
  public SortedMap<String, String> metadata() {
    return header.metadata();
  }

  /** Bytes of the file read so far. */
  public long bytesRead() {
    return in.position();
  }

  /** The next record; empty at the end of the file. */
  public Optional<byte[]> next() throws IOException, MalformedContainerException {
    while (recordsRead == recordsOfBlock) {
      requireBlockUsedUp();
      if (in.atEnd()) {
        return Optional.empty();
      }
      readBlock();
    }
    int from = records.position();
    try {
      LengthCheck.check(schema, records);
    } catch (MalformedRecordException e) {
      throw malformedBlock(
          "record %d of %d, unpacked: %s".formatted(recordsRead, recordsOfBlock, e.getMessage()));
    }
    recordsRead++;
    return Optional.of(record(from, records.position()));
  }

  private byte[] record(int from, int to) {
    byte[] record = Arrays.copyOf(prefix, prefix.length + to - from);
    System.arraycopy(block, from, record, prefix.length, to - from);
    return record;
  }

  private void requireBlockUsedUp() throws MalformedContainerException {
    if (records.remaining() > 0) {
      throw malformedBlock(
          "%d bytes after its last record, of %d".formatted(records.remaining(), recordsOfBlock));
    }
  }

  private void readBlock() throws IOException, MalformedContainerException {
    in.beginBlock();
    blockOffset = in.position();
    int count = in.readSize(Integer.MAX_VALUE, "the number of records");
    byte[] packed = in.read(in.readSize(LARGEST_BLOCK, "the block's size"), "the block");
    long at = in.position();
    if (!header.isSync(in.read(header.syncBytes(), "the sync marker"))) {
      throw in.malformed(Reason.BAD_SYNC, at, "expected the file's sync marker after the block");
    }
    ByteBuffer unpacked = unpack(packed);
    block = unpacked.array();
    int start = unpacked.arrayOffset() + unpacked.position();
    records = new WireReader(block, start, start + unpacked.remaining());
    recordsOfBlock = count;
    recordsRead = 0;
  }

  private ByteBuffer unpack(byte[] packed) throws MalformedContainerException {
    try {
      return codec.unpack(packed);
    } catch (IOException e) {
      throw malformedBlock(
          "its %d bytes cannot be unpacked by %s: %s"
              .formatted(packed.length, header.codec(), e.getMessage()));
    }
  }

  private MalformedContainerException malformedBlock(String detail) {
    return in.malformed(Reason.BAD_BLOCK, blockOffset, detail);
  }

  /** The exception for a record that {@link #next} returned last and that cannot be decoded. */
  public MalformedContainerException undecodable(MalformedRecordException e) {
    return in.malformed(
        Reason.BAD_RECORD,
        blockOffset,
        "record %d of the block: %s".formatted(recordsRead - 1, e.getMessage()));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
