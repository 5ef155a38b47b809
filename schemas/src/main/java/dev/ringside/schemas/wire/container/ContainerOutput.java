package dev.ringside.schemas.wire.container;

import dev.ringside.schemas.wire.RecordFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Writes an Avro object container file of one kind of record from records that are already encoded:
 * drops the prefix and writes the body unchanged.
 *
 * <p>Law: the same records, sync marker, metadata and compression give the same bytes.
 *
 * <p>Holds one block in memory, {@value #BLOCK_BYTES} bytes and the record that exceeds them.
 * Source: Avro 1.12 specification, "Object Container Files". Not thread-safe.
 */
public final class ContainerOutput implements AutoCloseable {

  /**
   * A block is written when it holds this much: a few batches, enough for a codec to find patterns.
   */
  static final int BLOCK_BYTES = 1 << 16;

  public static final int SYNC_BYTES = 16;

  private final RecordFormat format;
  private final DataFileWriter<Object> file;

  private ContainerOutput(RecordFormat format, DataFileWriter<Object> file) {
    this.format = format;
    this.file = file;
  }

  /**
   * Writes the header. Closes {@code out} when closed, and when the header cannot be written.
   *
   * @param sync {@value #SYNC_BYTES} bytes that stand between blocks
   * @param metadata for the header; names that begin with {@code avro.} are Avro's own
   * @throws IllegalArgumentException if {@code sync} is of another length
   */
  public static ContainerOutput open(
      RecordFormat format,
      OutputStream out,
      Compression compression,
      byte[] sync,
      SortedMap<String, String> metadata)
      throws IOException {
    if (sync.length != SYNC_BYTES) {
      throw new IllegalArgumentException("a sync marker of %d bytes".formatted(sync.length));
    }
    DataFileWriter<Object> file = new DataFileWriter<>(new GenericDatumWriter<>());
    try {
      file.setCodec(compression.codec()).setSyncInterval(BLOCK_BYTES);
      metadata.forEach(file::setMeta);
      file.create(format.current(), out, sync);
      return new ContainerOutput(format, file);
    } catch (IOException | RuntimeException e) {
      out.close();
      throw e;
    }
  }

  /**
   * Appends one record.
   *
   * @throws IllegalArgumentException if it is not a record of the format's current schema
   */
  public void append(byte[] record) throws IOException {
    if (!format.isCurrent(record)) {
      throw new IllegalArgumentException(
          "not a record of the current schema, whose fingerprint is %016x"
              .formatted(format.fingerprint()));
    }
    file.appendEncoded(
        ByteBuffer.wrap(record, RecordFormat.PREFIX, record.length - RecordFormat.PREFIX));
  }

  /** Writes the last block and closes the stream. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
