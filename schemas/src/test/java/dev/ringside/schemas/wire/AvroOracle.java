package dev.ringside.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;

/** Avro's own single-object encoding, which ours must agree with to the byte. */
public final class AvroOracle {

  private final SchemaHistory history;

  private AvroOracle(SchemaHistory history) {
    this.history = history;
  }

  public static AvroOracle of(String name) {
    return new AvroOracle(SchemaHistory.of(name));
  }

  /** What Avro writes for what it read from {@code record}. */
  public byte[] rewrite(byte[] record) throws IOException {
    return write(read(record));
  }

  public GenericRecord read(byte[] record) throws IOException {
    return readAs(versions(), record);
  }

  /** The record as a release with this version, counted from 1, would see it. */
  public GenericRecord readAs(int version, byte[] record) throws IOException {
    SchemaStore.Cache store = new SchemaStore.Cache();
    history.versions().forEach(store::addSchema);
    Schema reader = history.versions().get(version - 1);
    return new BinaryMessageDecoder<GenericRecord>(GenericData.get(), reader, store).decode(record);
  }

  /** How many schemas were released, and so the number of the latest. */
  public int versions() {
    return history.versions().size();
  }

  public static byte[] write(GenericRecord value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new BinaryMessageEncoder<GenericRecord>(GenericData.get(), value.getSchema())
        .encode(value, out);
    return out.toByteArray();
  }

  /** A format that knows these schemas, oldest first, and writes the last. */
  public static RecordFormat formatOf(List<Schema> versions) {
    return new RecordFormat(new SchemaHistory(versions));
  }

  public static Schema current(String name) {
    return SchemaHistory.of(name).current();
  }
}
