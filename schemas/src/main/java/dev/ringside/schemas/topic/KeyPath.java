package dev.ringside.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A key of segments joined by {@code /}, in UTF-8. A {@code /} or {@code %} inside a segment is
 * written {@code %2F} or {@code %25}, so different segments never give the same key.
 */
final class KeyPath {

  private KeyPath() {}

  static byte[] join(Object... segments) {
    return Arrays.stream(segments)
        .map(segment -> escape(segment.toString()))
        .collect(Collectors.joining("/"))
        .getBytes(UTF_8);
  }

  static List<String> split(byte[] key) {
    return Arrays.stream(new String(key, UTF_8).split("/", -1)).map(KeyPath::unescape).toList();
  }

  /** The number in a segment, if it is written the way {@link #join} writes it. */
  static OptionalInt ordinal(String segment) {
    try {
      int number = Integer.parseInt(segment);
      return number >= 0 && Integer.toString(number).equals(segment)
          ? OptionalInt.of(number)
          : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  private static String escape(String segment) {
    return segment.replace("%", "%25").replace("/", "%2F");
  }

  private static String unescape(String segment) {
    return segment.replace("%2F", "/").replace("%25", "%");
  }
}
