package dev.ringside.schemas.wire;

import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** The records and enums in a schema, by simple name. */
final class NamedTypes {

  private NamedTypes() {}

  static Map<String, Schema> in(Schema schema) {
    Map<String, Schema> types = new TreeMap<>();
    collect(schema, types);
    return types;
  }

  private static void collect(Schema schema, Map<String, Schema> types) {
    switch (schema.getType()) {
      case RECORD -> {
        if (types.putIfAbsent(schema.getName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), types));
        }
      }
      case ENUM -> types.putIfAbsent(schema.getName(), schema);
      case ARRAY -> collect(schema.getElementType(), types);
      case MAP -> collect(schema.getValueType(), types);
      case UNION -> schema.getTypes().forEach(branch -> collect(branch, types));
      default -> {}
    }
  }
}
