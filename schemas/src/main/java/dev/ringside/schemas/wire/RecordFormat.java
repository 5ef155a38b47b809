package dev.ringside.schemas.wire;

import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.MalformedRecordException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * How one kind of record is framed: Avro's single-object encoding, that is {@code C3 01}, the
 * fingerprint of the writer's schema (8 bytes, lowest first) and the body.
 *
 * <p>A codec writes and reads the body of the current schema only. A body that an older release
 * wrote is first rewritten to the current schema by Avro's resolution rules; this is slower and
 * happens only while old writers run.
 *
 * <p>Source: Avro 1.12 specification, "Single-object encoding". Thread-safe.
 */
public final class RecordFormat {

  private static final int MARKER = 0xC3 | 0x01 << 8;

  /** Bytes of the marker and the fingerprint. */
  public static final int PREFIX = 2 + Long.BYTES;

  private final SchemaHistory history;
  private final Schema current;
  private final long currentFingerprint;
  private final byte[] currentPrefix;

  RecordFormat(SchemaHistory history) {
    this.history = history;
    this.current = history.current();
    this.currentFingerprint = SchemaHistory.fingerprintOf(current);
    this.currentPrefix = prefix(currentFingerprint);
  }

  /** The format of the record with this simple name, with its history from the class path. */
  public static RecordFormat of(String name) {
    return new RecordFormat(SchemaHistory.of(name));
  }

  /** CRC-64-AVRO of the schema this release writes; every record begins with it. */
  public long fingerprint() {
    return currentFingerprint;
  }

  /** The schema this release writes. */
  public Schema current() {
    return current;
  }

  /** The schema in the history with this fingerprint. */
  public Optional<Schema> released(long fingerprint) {
    return history.byFingerprint(fingerprint);
  }

  /** True if {@code record} begins like one that this release writes. */
  public boolean isCurrent(byte[] record) {
    return record.length >= PREFIX && Arrays.equals(record, 0, PREFIX, currentPrefix, 0, PREFIX);
  }

  /** The first bytes of a record: the marker and this fingerprint. */
  public byte[] prefix(long fingerprint) {
    WireWriter out = new WireWriter(PREFIX);
    start(out, fingerprint);
    return out.toByteArray();
  }

  private static void start(WireWriter out, long fingerprint) {
    out.writeByte(MARKER);
    out.writeByte(MARKER >> 8);
    out.writeFixed(fingerprint);
  }

  /** Begins a record: marker and the current fingerprint; the body follows. */
  public void start(WireWriter out) {
    start(out, currentFingerprint);
  }

  public <T> byte[] encode(T value, BiConsumer<WireWriter, T> body) {
    WireWriter out = new WireWriter(512);
    start(out);
    body.accept(out, value);
    return out.toByteArray();
  }

  /**
   * Reads a whole record.
   *
   * @throws MalformedRecordException whatever the bytes are; no other exception
   */
  public <T> T decode(byte[] record, WireReader.Item<T> body) throws MalformedRecordException {
    return read(
        record,
        in -> {
          T value = body.read(in);
          in.requireEnd();
          return value;
        });
  }

  /**
   * Reads the front of a record and leaves the rest.
   *
   * @throws MalformedRecordException whatever the bytes are; no other exception
   */
  public <T> T peek(byte[] record, WireReader.Item<T> front) throws MalformedRecordException {
    return read(record, front);
  }

  private <T> T read(byte[] record, WireReader.Item<T> item) throws MalformedRecordException {
    long fingerprint = fingerprintOf(record);
    if (fingerprint == currentFingerprint) {
      return checked(new WireReader(record, PREFIX, record.length), item);
    }
    byte[] rewritten = rewrite(record, writerOf(fingerprint));
    try {
      return checked(new WireReader(rewritten, 0, rewritten.length), item);
    } catch (MalformedRecordException e) {
      throw new MalformedRecordException(
          e.reason(), PREFIX, "by the current schema, " + e.getMessage());
    }
  }

  /** Domain values check themselves in their constructors: a value they refuse is a bad value. */
  private static <T> T checked(WireReader in, WireReader.Item<T> item)
      throws MalformedRecordException {
    try {
      return item.read(in);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw in.badValue(e.getMessage());
    }
  }

  private static long fingerprintOf(byte[] record) throws MalformedRecordException {
    if (record == null || record.length == 0) {
      throw new MalformedRecordException(Reason.EMPTY, 0, "no bytes");
    }
    if (record.length < PREFIX || ((record[0] & 0xFF) | (record[1] & 0xFF) << 8) != MARKER) {
      throw new MalformedRecordException(
          Reason.NOT_SINGLE_OBJECT, 0, "expected C3 01 and an 8-byte schema fingerprint");
    }
    return new WireReader(record, 2, PREFIX).readFixed();
  }

  private Schema writerOf(long fingerprint) throws MalformedRecordException {
    return history
        .byFingerprint(fingerprint)
        .orElseThrow(
            () ->
                new MalformedRecordException(
                    Reason.UNKNOWN_SCHEMA,
                    2,
                    "no known %s has fingerprint %016x; a newer writer needs a newer reader"
                        .formatted(current.getName(), fingerprint)));
  }

  private byte[] rewrite(byte[] record, Schema writer) throws MalformedRecordException {
    WireReader in = new WireReader(record, PREFIX, record.length);
    LengthCheck.check(writer, in);
    in.requireEnd();
    try {
      Object value =
          new GenericDatumReader<>(writer, current)
              .read(
                  null,
                  DecoderFactory.get().binaryDecoder(record, PREFIX, record.length - PREFIX, null));
      ByteArrayOutputStream out = new ByteArrayOutputStream(record.length);
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<>(current).write(value, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException | AvroRuntimeException | IllegalArgumentException e) {
      throw new MalformedRecordException(Reason.BAD_VALUE, PREFIX, e.getMessage());
    }
  }

  /**
   * The symbols of the current schema's enum {@code name}, tied to {@code type}.
   *
   * @param unknown what a symbol that {@code type} lacks becomes
   */
  public <E extends Enum<E>> EnumSymbols<E> symbols(String name, Class<E> type, E unknown) {
    Schema found = NamedTypes.in(current).get(name);
    if (found == null) {
      throw new IllegalArgumentException("%s has no enum %s".formatted(current.getName(), name));
    }
    return new EnumSymbols<>(found.getEnumSymbols(), type, unknown);
  }
}
