package dev.ringside.schemas.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Schemas as an older or a newer release might have had them. */
public final class SchemaVariants {

  private SchemaVariants() {}

  /** Without these fields, the others in reverse order. */
  public static Schema reversedWithout(Schema schema, String... names) {
    List<Schema.Field> fields = new ArrayList<>(schema.getFields());
    fields.removeIf(field -> Arrays.asList(names).contains(field.name()));
    Collections.reverse(fields);
    return withFields(schema, fields);
  }

  /** With {@code field} in front. */
  public static Schema with(Schema schema, Schema.Field field) {
    List<Schema.Field> fields = new ArrayList<>(List.of(field));
    fields.addAll(schema.getFields());
    return withFields(schema, fields);
  }

  private static Schema withFields(Schema schema, List<Schema.Field> fields) {
    return Schema.createRecord(
        schema.getName(),
        schema.getDoc(),
        schema.getNamespace(),
        false,
        fields.stream().map(field -> new Schema.Field(field, field.schema())).toList());
  }

  /** With {@code from} replaced by {@code to} in the schema's text. */
  public static Schema replaced(Schema schema, String from, String to) {
    String text = schema.toString();
    if (!text.contains(from)) {
      throw new IllegalArgumentException(from + " is not in " + text);
    }
    return SchemaParser.parseSingle(text.replace(from, to));
  }

  /** What a release with schema {@code to} would have written for {@code record}. */
  public static byte[] rewrite(byte[] record, Schema from, Schema to) throws IOException {
    return AvroOracle.write(read(record, from, to));
  }

  /** As {@link #rewrite}, with one enum symbol of the signatures put for another. */
  public static byte[] replacedSymbol(
      byte[] record, Schema from, Schema to, String symbol, String replacement) throws IOException {
    GenericRecord value = read(record, from, to);
    for (Object item : (Iterable<?>) value.get("signatures")) {
      GenericRecord signature = (GenericRecord) item;
      if (signature.get("collective").toString().equals(symbol)) {
        Schema type = signature.getSchema().getField("collective").schema();
        signature.put("collective", new GenericData.EnumSymbol(type, replacement));
      }
    }
    return AvroOracle.write(value);
  }

  private static GenericRecord read(byte[] record, Schema from, Schema to) throws IOException {
    return new GenericDatumReader<GenericRecord>(from, to)
        .read(null, DecoderFactory.get().binaryDecoder(record, 10, record.length - 10, null));
  }
}
