package dev.ringside.ingest.kineto;

import dev.ringside.core.collective.DataType;
import dev.ringside.ingest.kineto.json.JsonStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors an event was given, from its {@code Input Dims} and {@code Input type}: their
 * elements, and their types.
 *
 * <p>Each input is a list of dimensions, or a list of those for a list of tensors; an input that is
 * no tensor has none, as has a tensor of one element.
 */
final class TensorShapes {

  /**
   * One tensor, or a list of tensors, among the inputs.
   *
   * @param width the last of several dimensions; 0 if there are not several
   */
  record Tensor(long elements, DataType type, long width) {

    static final Tensor UNKNOWN = new Tensor(TensorShapes.UNKNOWN, DataType.UNKNOWN, 0);
  }

  private static final long UNKNOWN = -1;
  private static final long NO_DIMENSIONS = -2;
  private static final int MOST_SPELLINGS = 1000;
  private static final String LIST = "TensorList";

  private final List<Long> elements = new ArrayList<>();
  private final List<Long> widths = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private long width;
  private final Map<String, DataType> known = new HashMap<>();

  void clear() {
    elements.clear();
    widths.clear();
    types.clear();
  }

  /** Takes the value of {@code Input Dims}, of whatever shape it is. */
  void readDims(JsonStream json) throws IOException {
    elements.clear();
    widths.clear();
    if (!json.isArray()) {
      json.skip();
      return;
    }
    for (json.enter(); json.nextElement(); ) {
      elements.add(readTensor(json));
      widths.add(width);
    }
  }

  /** Product of a list of numbers, sum over a list of lists. */
  private long readTensor(JsonStream json) throws IOException {
    width = 0;
    if (!json.isArray()) {
      json.skip();
      return UNKNOWN;
    }
    long product = NO_DIMENSIONS;
    long sum = NO_DIMENSIONS;
    boolean sound = true;
    for (json.enter(); json.nextElement(); ) {
      if (json.isNumber()) {
        long dimension = json.integer(UNKNOWN);
        width = product == NO_DIMENSIONS ? 0 : dimension;
        product = times(product, dimension);
        sound &= product != UNKNOWN;
      } else if (json.isArray()) {
        sum = plus(sum, readShape(json));
        sound &= sum != UNKNOWN;
      } else {
        json.skip();
        sound = false;
      }
    }
    if (!sound || (product != NO_DIMENSIONS && sum != NO_DIMENSIONS)) {
      return UNKNOWN;
    }
    return Math.max(product, sum);
  }

  private static long readShape(JsonStream json) throws IOException {
    long product = NO_DIMENSIONS;
    for (json.enter(); json.nextElement(); ) {
      product = times(product, json.integer(UNKNOWN));
    }
    return product;
  }

  private static long times(long product, long dimension) {
    if (product == UNKNOWN || dimension < 0) {
      return UNKNOWN;
    }
    long before = product == NO_DIMENSIONS ? 1 : product;
    boolean fits = Math.multiplyHigh(before, dimension) == 0;
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
  void readTypes(JsonStream json) throws IOException {
    types.clear();
    if (!json.isArray()) {
      json.skip();
      return;
    }
    for (json.enter(); json.nextElement(); ) {
      types.add(json.text());
    }
  }

  /** The tensor that is number {@code place} among the inputs, from 1. */
  Tensor tensor(int place) {
    int seen = 0;
    for (int input = 0; input < elements.size(); input++) {
      if (isTensor(input) && ++seen == place) {
        long of = elements.get(input);
        return new Tensor(of == NO_DIMENSIONS ? 1 : of, typeOf(input), widths.get(input));
      }
    }
    return Tensor.UNKNOWN;
  }

  private boolean isTensor(int input) {
    boolean shaped = elements.get(input) != NO_DIMENSIONS;
    return shaped
        || typeOf(input) != DataType.UNKNOWN
        || (input < types.size() && types.get(input).equals(LIST));
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
    if (input >= types.size()) {
      return DataType.UNKNOWN;
    }
    if (known.size() > MOST_SPELLINGS) {
      known.clear();
    }
    return known.computeIfAbsent(types.get(input), DataType::of);
  }
}
