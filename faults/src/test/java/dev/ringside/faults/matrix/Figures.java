package dev.ringside.faults.matrix;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What one row did, and the figures that came of it, in the order in which they were set. */
public final class Figures {

  private final Map<String, Object> values = new LinkedHashMap<>();
  private String done = "";

  Figures() {}

  /** What was done, with its numbers. */
  public void did(String format, Object... arguments) {
    done = String.format(Locale.ROOT, format, arguments);
  }

  public void set(String name, Object value) {
    values.put(name, value);
  }

  public void add(String name, long value) {
    values.merge(name, value, (a, b) -> (Long) a + (Long) b);
  }

  /** Keeps the greatest. */
  public void most(String name, long value) {
    values.merge(name, value, (a, b) -> Math.max((Long) a, (Long) b));
  }

  String done() {
    return done;
  }

  String text() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " " + plain(entry.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String plain(Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
    }
    return value instanceof Double
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.valueOf(value);
  }
}
