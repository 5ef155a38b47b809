package dev.ringside.ingest.flightrecorder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.DataType;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reads one entry of a dump; a value of a wrong type counts as missing. */
final class EntryParser {

  private static final double NS_PER_MS = 1e6;
  private static final int LONGEST_NAME = 200;

  private final JsonParser json;
  private long recordId = -1;
  private long groupId = -1;
  private String groupName = "";
  private String groupDescription = "";
  private String title = "";
  private boolean pointToPoint;
  private long collectiveSequence = -1;
  private long pairSequence = -1;
  private boolean retired;
  private String state = "";
  private long createdNs = -1;
  private long durationNs = -1;
  private final Tensors in = new Tensors();
  private final Tensors out = new Tensors();

  EntryParser(JsonParser json) {
    this.json = json;
  }

  /** From the entry's opening brace to its closing one. */
  RecordedCall read() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      value(key);
    }
    return call();
  }

  private void value(String key) throws IOException {
    switch (key) {
      case "record_id" -> recordId = number();
      case "pg_id" -> groupId = number();
      case "process_group" -> group();
      case "profiling_name" -> title = text();
      case "is_p2p" -> pointToPoint = json.currentToken() == JsonToken.VALUE_TRUE;
      case "collective_seq_id", "seq_id" -> collectiveSequence = number();
      case "p2p_seq_id" -> pairSequence = number();
      case "retired" -> retired = json.currentToken() == JsonToken.VALUE_TRUE;
      case "state" -> state = text();
      case "time_created_ns" -> createdNs = number();
      case "duration_ms" -> durationNs = milliseconds();
      case "input_sizes" -> in.sizes(json);
      case "output_sizes" -> out.sizes(json);
      case "input_dtypes" -> in.types(json);
      case "output_dtypes" -> out.types(json);
      default -> {}
    }
    json.skipChildren();
  }

  private RecordedCall call() {
    Tensors moved = title.contains("recv") && out.isKnown() ? out : in;
    boolean barrier = title.endsWith("barrier");
    return new RecordedCall(
        recordId,
        groupId,
        groupName,
        groupDescription,
        title,
        pointToPoint,
        pointToPoint ? pairSequence : collectiveSequence,
        retired || state.equals("completed"),
        createdNs,
        durationNs,
        barrier ? 0 : moved.elements(),
        moved.type());
  }

  private long number() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return json.getNumberValue().longValue();
    }
    return -1;
  }

  private long milliseconds() throws IOException {
    boolean number = json.currentToken() != null && json.currentToken().isNumeric();
    double value = number ? json.getDoubleValue() : -1;
    return value >= 0 && value < Integer.MAX_VALUE ? Math.round(value * NS_PER_MS) : -1;
  }

  private String text() throws IOException {
    String text = json.getValueAsString("");
    return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
  }

  /** {@code ["7", "pp:0"]}: the group's name and description. */
  private void group() throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      groupName = text();
      return;
    }
    for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
      requireMore(json);
      if (i == 0) {
        groupName = text();
      } else if (i == 1) {
        groupDescription = text();
      }
      json.skipChildren();
    }
  }

  private static void requireMore(JsonParser json) throws IOException {
    if (json.currentToken() == null) {
      throw new IOException("ends within a list");
    }
  }

  /** What a call puts in or takes out: the sum of its tensors. */
  private static final class Tensors {

    private long elements;
    private int tensors;
    private final Set<DataType> types = new HashSet<>();

    boolean isKnown() {
      return tensors > 0;
    }

    long elements() {
      return tensors > 0 && Bound.ELEMENTS.allows(elements)
          ? elements
          : CallSignature.UNKNOWN_ELEMENTS;
    }

    DataType type() {
      return types.size() == 1 ? types.iterator().next() : DataType.UNKNOWN;
    }

    void sizes(JsonParser json) throws IOException {
      elements = 0;
      tensors = 0;
      if (json.currentToken() != JsonToken.START_ARRAY) {
        return;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        requireMore(json);
        if (json.currentToken() == JsonToken.START_ARRAY) {
          elements = capped(elements + product(json));
          tensors++;
        }
        json.skipChildren();
      }
    }

    private static long product(JsonParser json) throws IOException {
      long product = 1;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        requireMore(json);
        boolean whole = json.currentToken() == JsonToken.VALUE_NUMBER_INT;
        product = times(product, whole ? json.getNumberValue().longValue() : -1);
        json.skipChildren();
      }
      return product;
    }

    /** One more than a call may have, once it is more. */
    private static long times(long product, long size) {
      if (size == 0) {
        return 0;
      }
      return size < 0 || product > Bound.ELEMENTS.most() / size
          ? Bound.ELEMENTS.most() + 1
          : product * size;
    }

    private static long capped(long value) {
      return Math.min(value, Bound.ELEMENTS.most() + 1);
    }

    void types(JsonParser json) throws IOException {
      types.clear();
      if (json.currentToken() != JsonToken.START_ARRAY) {
        return;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        requireMore(json);
        types.add(DataType.of(json.getValueAsString("")));
        json.skipChildren();
      }
    }
  }
}
