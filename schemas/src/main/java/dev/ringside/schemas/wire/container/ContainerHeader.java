package dev.ringside.schemas.wire.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.schemas.MalformedContainerException;
import dev.ringside.schemas.MalformedContainerException.Reason;
import dev.ringside.schemas.wire.SchemaHistory;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;

/** The header of a container, before its blocks. */
final class ContainerHeader {

  private static final byte[] MAGIC = "Obj\u0001".getBytes(ISO_8859_1);
  private static final int MOST_ENTRIES = 4096;
  private static final int LONGEST_VALUE = 1 << 22;

  private final SortedMap<String, String> metadata;
  private final byte[] sync;

  private ContainerHeader(SortedMap<String, String> metadata, byte[] sync) {
    this.metadata = Collections.unmodifiableSortedMap(metadata);
    this.sync = sync;
  }

  static ContainerHeader read(ContainerBytes in) throws IOException, MalformedContainerException {
    requireMagic(in);
    SortedMap<String, String> metadata = new TreeMap<>();
    for (int block = readBlock(in); block > 0; block = readBlock(in)) {
      for (int i = 0; i < block; i++) {
        String name = text(in, "the name of a metadata entry");
        String value = text(in, "metadata " + name.strip());
        if (metadata.put(name, value) != null || metadata.size() > MOST_ENTRIES) {
          throw in.malformed(
              Reason.BAD_METADATA,
              in.position(),
              "metadata names %s twice, or has more than %d entries".formatted(name, MOST_ENTRIES));
        }
      }
    }
    return new ContainerHeader(
        metadata, in.read(DataFileConstants.SYNC_SIZE, "the header's sync marker"));
  }

  private static void requireMagic(ContainerBytes in)
      throws IOException, MalformedContainerException {
    byte[] magic = in.atEnd() ? new byte[0] : in.read(MAGIC.length, "Avro's magic bytes");
    if (!Arrays.equals(magic, MAGIC)) {
      throw in.malformed(
          Reason.NOT_A_CONTAINER,
          0,
          magic.length == 0
              ? "an empty file; expected an Avro object container file"
              : "begins with %s; expected 4f626a01, an Avro object container file"
                  .formatted(HexFormat.of().formatHex(magic)));
    }
  }

  private static int readBlock(ContainerBytes in) throws IOException, MalformedContainerException {
    long at = in.position();
    long count = in.readLong("the number of metadata entries");
    if (count < 0 && count >= -MOST_ENTRIES) {
      in.readLong("the size of the metadata");
      count = -count;
    }
    if (count < 0 || count > MOST_ENTRIES) {
      throw in.malformed(
          Reason.HOSTILE_LENGTH,
          at,
          "%d metadata entries; expected at most %d".formatted(count, MOST_ENTRIES));
    }
    return (int) count;
  }

  private static String text(ContainerBytes in, String what)
      throws IOException, MalformedContainerException {
    return new String(in.read(in.readSize(LONGEST_VALUE, "the length of " + what), what), UTF_8);
  }

  /** All metadata, Avro's own included. */
  SortedMap<String, String> metadata() {
    return metadata;
  }

  /** Length of the sync marker after each block. */
  int syncBytes() {
    return sync.length;
  }

  boolean isSync(byte[] bytes) {
    return Arrays.equals(bytes, sync);
  }

  String codec() {
    return metadata.getOrDefault(DataFileConstants.CODEC, DataFileConstants.NULL_CODEC);
  }

  /**
   * The fingerprint of the schema that the records are written by.
   *
   * @throws MalformedContainerException if the metadata holds no schema
   */
  long fingerprint(ContainerBytes in) throws MalformedContainerException {
    String json = metadata.get(DataFileConstants.SCHEMA);
    if (json == null) {
      throw in.malformed(
          Reason.BAD_METADATA,
          in.position(),
          "no %s; expected the schema of the records".formatted(DataFileConstants.SCHEMA));
    }
    try {
      return SchemaHistory.fingerprintOf(new Schema.Parser().parse(json));
    } catch (
        RuntimeException e) { // Avro's parser throws several kinds for JSON that is not a schema
      throw in.malformed(
          Reason.BAD_METADATA,
          in.position(),
          "%s is not an Avro schema: %s".formatted(DataFileConstants.SCHEMA, BlockCodec.reason(e)));
    }
  }
}
