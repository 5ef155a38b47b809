package dev.ringside.ingest.kineto;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ringside.core.collective.DataType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tensors an event was given, from its {@code Input Dims} and {@code Input type}: their
 * elements together, and their type where they share one.
 *
 * <p>Each input is a list of dimensions, or a list of those for a list of tensors; an input that is
 * no tensor has none, as has a tensor of one element.
 */
final class TensorShapes {

  private static final long UNKNOWN = -1;
  private static final long NO_DIMENSIONS = -2;

  private final List<Long> elements = new ArrayList<>();
  private final List<String> types = new ArrayList<>();

  void clear() {
    elements.clear();
    types.clear();
  }

  /** Takes the value of {@code Input Dims}, of whatever shape it is. */
  void readDims(JsonParser json) throws IOException {
    elements.clear();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(readTensor(json));
    }
  }

  /** Product of a list of numbers, sum over a list of lists. */
  private static long readTensor(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return UNKNOWN;
    }
    long product = NO_DIMENSIONS;
    long sum = NO_DIMENSIONS;
    boolean sound = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        product = times(product, json);
        sound &= product != UNKNOWN;
      } else if (json.currentToken() == JsonToken.START_ARRAY) {
        sum = plus(sum, readTensor(json));
        sound &= sum != UNKNOWN;
      } else {
        json.skipChildren();
        sound = false;
      }
    }
    if (!sound || (product != NO_DIMENSIONS && sum != NO_DIMENSIONS)) {
      return UNKNOWN;
    }
    return Math.max(product, sum);
  }

  private static long times(long product, JsonParser json) throws IOException {
    if (product == UNKNOWN || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return UNKNOWN;
    }
    long dimension = json.getLongValue();
    long before = product == NO_DIMENSIONS ? 1 : product;
    boolean fits = dimension >= 0 && Math.multiplyHigh(before, dimension) == 0;
    return fits && before * dimension >= 0 ? before * dimension : UNKNOWN;
  }

  private static long plus(long sum, long tensor) {
    if (sum == UNKNOWN || tensor == UNKNOWN) {
      return UNKNOWN;
    }
    long before = sum == NO_DIMENSIONS ? 0 : sum;
    long more = tensor == NO_DIMENSIONS ? 1 : tensor;
    return before + more >= 0 ? before + more : UNKNOWN;
  }

  /** Takes the value of {@code Input type}. */
  void readTypes(JsonParser json) throws IOException {
    types.clear();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      types.add(json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "");
      json.skipChildren();
    }
  }

  /** Elements of all tensors, -1 if the shapes do not say. */
  long totalElements() {
    long total = NO_DIMENSIONS;
    for (int input = 0; input < elements.size(); input++) {
      long of = elements.get(input);
      if (of != NO_DIMENSIONS || typeOf(input) != DataType.UNKNOWN) {
        total = plus(total, of);
      }
    }
    return total == NO_DIMENSIONS ? UNKNOWN : total;
  }

  /** The one type of all typed inputs; unknown if there is none or they differ. */
  DataType dataType() {
    DataType common = DataType.UNKNOWN;
    for (int input = 0; input < types.size(); input++) {
      DataType type = typeOf(input);
      if (type != DataType.UNKNOWN && common != DataType.UNKNOWN && type != common) {
        return DataType.UNKNOWN;
      }
      common = type == DataType.UNKNOWN ? common : type;
    }
    return common;
  }

  private DataType typeOf(int input) {
    return input < types.size() ? DataType.of(types.get(input)) : DataType.UNKNOWN;
  }
}
