package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.flink.commmetrics.ScriptedReplica.Record;
import dev.ringside.schemas.wire.RecordFormat;
import dev.ringside.schemas.wire.SchemaHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Batches of this release as another one would have written them. */
final class WrittenBy {

  private static final String HISTORY = "/dev/ringside/schemas/history/CallBatch/%d.avsc";
  private static final RecordFormat FORMAT = RecordFormat.of("CallBatch");

  private WrittenBy() {}

  /** Versions of the schema of batches, from 1. */
  static Stream<Integer> releasedVersions() {
    return IntStream.iterate(1, version -> version + 1)
        .takeWhile(version -> WrittenBy.class.getResource(HISTORY.formatted(version)) != null)
        .boxed();
  }

  static Record release(int version, Record record) {
    return rewritten(record, released(version));
  }

  /** A release that has one field more, at the end. */
  static Record aNewerRelease(Record record) {
    List<Schema.Field> fields = new ArrayList<>();
    FORMAT
        .current()
        .getFields()
        .forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("zone", Schema.create(Schema.Type.STRING), "", ""));
    return rewritten(
        record,
        Schema.createRecord(
            FORMAT.current().getName(), "", FORMAT.current().getNamespace(), false, fields));
  }

  private static Schema released(int version) {
    try (InputStream in = WrittenBy.class.getResourceAsStream(HISTORY.formatted(version))) {
      return SchemaParser.parseSingle(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Record rewritten(Record record, Schema writer) {
    byte[] value = record.value();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      out.write(FORMAT.prefix(SchemaHistory.fingerprintOf(writer)));
      Object batch =
          new GenericDatumReader<>(FORMAT.current(), writer)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(
                          value, RecordFormat.PREFIX, value.length - RecordFormat.PREFIX, null));
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<>(writer).write(batch, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Record(record.key(), out.toByteArray());
  }
}
