package dev.ringside.schemas.wire.container;

import dev.ringside.schemas.wire.WireWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;

/**
 * Decompresses blocks with the codec that Avro has for a name. Avro's codecs are not accessible, so
 * each block is given to Avro as a container of one block. Avro limits the decompressed size.
 */
final class BlockCodec {

  private static final byte[] SYNC = new byte[DataFileConstants.SYNC_SIZE];

  private final boolean packs;
  private final byte[] header;

  /**
   * @throws IllegalArgumentException if Avro knows no codec of this name
   */
  BlockCodec(String name) {
    packs = !name.equals(DataFileConstants.NULL_CODEC);
    header = header(name);
    try (DataFileStream<Object> none =
        new DataFileStream<>(new ByteArrayInputStream(header), new GenericDatumReader<>())) {
      if (none.hasNext()) {
        throw new IllegalStateException("an empty container has a record");
      }
    } catch (AvroRuntimeException | IOException | LinkageError e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static byte[] header(String codec) {
    WireWriter out = new WireWriter(128);
    out.writeRaw(DataFileConstants.MAGIC, DataFileConstants.MAGIC.length);
    out.writeLong(2);
    out.writeString(DataFileConstants.SCHEMA);
    out.writeString("\"bytes\"");
    out.writeString(DataFileConstants.CODEC);
    out.writeString(codec);
    out.writeLong(0);
    out.writeRaw(SYNC, SYNC.length);
    return out.toByteArray();
  }

  /**
   * @throws IOException if the block cannot be unpacked
   */
  ByteBuffer unpack(byte[] block) throws IOException {
    if (!packs) {
      return ByteBuffer.wrap(block);
    }
    WireWriter front = new WireWriter(16);
    front.writeLong(1);
    front.writeLong(block.length);
    List<InputStream> parts =
        List.of(
            new ByteArrayInputStream(header),
            new ByteArrayInputStream(front.toByteArray()),
            new ByteArrayInputStream(block),
            new ByteArrayInputStream(SYNC));
    try (DataFileStream<Object> one =
        new DataFileStream<>(
            new SequenceInputStream(Collections.enumeration(parts)), new GenericDatumReader<>())) {
      return one.nextBlock();
    } catch (NoSuchElementException e) {
      throw new IOException("ends too early", e);
    } catch (RuntimeException
        | LinkageError e) { // codecs of other libraries differ in what they throw
      throw new IOException(reason(e), e);
    }
  }

  /** What the library below Avro says; Avro repeats it behind the name of an exception. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return said.lines().findFirst().orElse("");
  }
}
