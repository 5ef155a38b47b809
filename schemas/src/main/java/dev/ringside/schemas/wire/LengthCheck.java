package dev.ringside.schemas.wire;

import dev.ringside.schemas.MalformedRecordException;
import org.apache.avro.Schema;

/**
 * Walks the body of a record by its schema, without allocating memory for its values. Avro's own
 * reader trusts the lengths it reads, so it only gets bodies that have passed this check.
 */
public final class LengthCheck {

  private LengthCheck() {}

  /**
   * Leaves {@code in} at the end of the body.
   *
   * @throws MalformedRecordException if a length or an index is not possible
   */
  public static void check(Schema schema, WireReader in) throws MalformedRecordException {
    switch (schema.getType()) {
      case RECORD -> checkFields(schema, in);
      case ARRAY -> checkItems(schema.getElementType(), false, in);
      case MAP -> checkItems(schema.getValueType(), true, in);
      case UNION -> check(schema.getTypes().get(in.readIndex(schema.getTypes().size())), in);
      case ENUM -> in.readIndex(schema.getEnumSymbols().size());
      case STRING, BYTES -> in.readColumn();
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case DOUBLE -> in.readDouble();
      case BOOLEAN -> in.readBoolean();
      case NULL -> {}
      default -> throw in.badValue("type %s is in none of our schemas".formatted(schema));
    }
  }

  private static void checkFields(Schema schema, WireReader in) throws MalformedRecordException {
    for (Schema.Field field : schema.getFields()) {
      check(field.schema(), in);
    }
  }

  private static void checkItems(Schema item, boolean keyed, WireReader in)
      throws MalformedRecordException {
    for (int block = in.readBlock(); block > 0; block = in.readBlock()) {
      for (int i = 0; i < block; i++) {
        if (keyed) {
          in.readColumn();
        }
        check(item, in);
      }
    }
  }
}
