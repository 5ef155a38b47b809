package dev.ringside.ingest.example;

import java.util.HashMap;
import java.util.Map;

/**
 * One event, which the plugin prints on a line of its own. Lenient, because it is not JSON:
 * releases before 2.30 print {@code ncclFloat32} and {@code 0x55d0} without quotes.
 *
 * @param values each key's value as printed, without quotes; those under {@code args} beside the
 *     others
 */
record ExampleEvent(Map<String, String> values) {

  private static final int MOST_VALUES = 64;

  /** A line that is no event has no values. */
  static ExampleEvent of(String line) {
    Map<String, String> values = new HashMap<>();
    int at = line.indexOf('"');
    while (at >= 0 && values.size() < MOST_VALUES) {
      int keyEnd = line.indexOf('"', at + 1);
      int value = keyEnd < 0 ? -1 : afterColon(line, keyEnd + 1);
      if (value < 0) {
        break;
      }
      int end = endOf(line, value);
      if (line.charAt(value) != '{') {
        values.put(line.substring(at + 1, keyEnd), unquoted(line.substring(value, end).strip()));
      }
      at = line.indexOf('"', end);
    }
    return new ExampleEvent(isWhole(line) ? values : Map.of());
  }

  /** An event ends as it began, with no more than a comma behind it. */
  private static boolean isWhole(String line) {
    String text = line.strip();
    return text.startsWith("{") && (text.endsWith("}") || text.endsWith("},"));
  }

  private static int afterColon(String line, int from) {
    int at = from;
    while (at < line.length() && (line.charAt(at) == ':' || line.charAt(at) == ' ')) {
      at++;
    }
    return at > from && at < line.length() ? at : -1;
  }

  /** The end of a value; of an object only its brace, so that what is in it is found next. */
  private static int endOf(String line, int from) {
    char first = line.charAt(from);
    if (first == '{') {
      return from + 1;
    }
    if (first == '"') {
      int quote = line.indexOf('"', from + 1);
      return quote < 0 ? line.length() : quote + 1;
    }
    int end = from;
    while (end < line.length() && ",}]".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  boolean is(String category, String phase) {
    return category.equals(values.get("cat")) && phase.equals(values.get("ph"));
  }

  String text(String key) {
    return values.getOrDefault(key, "");
  }

  /** An integer of up to 64 bits, unsigned; -1 if it is none. */
  long number(String key) {
    try {
      return Long.parseUnsignedLong(text(key));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
