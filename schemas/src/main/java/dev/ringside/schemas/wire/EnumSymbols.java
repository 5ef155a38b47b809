package dev.ringside.schemas.wire;

import dev.ringside.schemas.MalformedRecordException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Maps the constants of a domain enum to the symbols of an Avro enum by name; their orders may
 * differ. A name that one side does not have becomes the unknown value of the other.
 */
public final class EnumSymbols<E extends Enum<E>> {

  private static final String UNKNOWN = "UNKNOWN";

  private final Map<E, Integer> indices;
  private final List<E> constants;

  EnumSymbols(List<String> symbols, Class<E> type, E unknown) {
    indices = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      int index = symbols.indexOf(constant.name());
      indices.put(constant, index < 0 ? symbols.indexOf(UNKNOWN) : index);
    }
    constants = symbols.stream().map(symbol -> named(symbol, type, unknown)).toList();
  }

  private static <E extends Enum<E>> E named(String symbol, Class<E> type, E unknown) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(symbol))
        .findFirst()
        .orElse(unknown);
  }

  public void write(WireWriter out, E constant) {
    out.writeLong(indices.get(constant));
  }

  public E read(WireReader in) throws MalformedRecordException {
    return constants.get(in.readIndex(constants.size()));
  }
}
