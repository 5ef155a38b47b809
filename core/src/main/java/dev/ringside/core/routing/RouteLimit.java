package dev.ringside.core.routing;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a call may be: {@code bytes<8M}, {@code bytes<=@fused-0.33}, {@code tokens<2048},
 * {@code bytes%16}.
 *
 * @param ofTokens true if T̂ is limited, false if the message
 * @param relation one of {@code <}, {@code <=}, {@code >=}, {@code %}
 * @param fixed the limit; −1 if {@code table} has it
 * @param table limits by GPU and ranks; null if there is one for all
 */
record RouteLimit(boolean ofTokens, String relation, long fixed, SizeTable table) {

  private static final Pattern FORM =
      Pattern.compile("(bytes|tokens)(<=|<|>=|%)(@[a-z0-9.-]+|\\d{1,9}[KM]?)");

  /**
   * @throws IllegalArgumentException if it is none
   */
  static RouteLimit parse(String text, Map<String, SizeTable> tables) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"%s\": expected one like bytes<=64M, bytes<@table, tokens<2048 or bytes%%16"
              .formatted(text));
    }
    String limit = form.group(3);
    boolean named = limit.startsWith("@");
    if (named && !tables.containsKey(limit)) {
      throw new IllegalArgumentException("no table \"%s\"".formatted(limit));
    }
    return new RouteLimit(
        form.group(1).equals("tokens"),
        form.group(2),
        named ? -1 : SizeTable.bytes(limit),
        named ? tables.get(limit) : null);
  }

  boolean holds(RouteCall call, int computeCapability) {
    OptionalLong limit = limit(call, computeCapability);
    if (limit.isEmpty()) {
      return false;
    }
    long size = ofTokens ? call.tokens() : call.messageBytes();
    return switch (relation) {
      case "<" -> size < limit.getAsLong();
      case "<=" -> size <= limit.getAsLong();
      case ">=" -> size >= limit.getAsLong();
      default -> size % limit.getAsLong() == 0;
    };
  }

  private OptionalLong limit(RouteCall call, int computeCapability) {
    return table == null
        ? OptionalLong.of(fixed)
        : table.of(computeCapability, call.ranks(), call.nodes());
  }

  /** {@code below 256 KiB}, {@code up to 2048 tokens}; empty if it needs no saying. */
  String words(RouteCall call, int computeCapability) {
    if (relation.equals("%")) {
      return "";
    }
    long limit = limit(call, computeCapability).orElse(0);
    String from = relation.equals("<") ? "below" : relation.equals("<=") ? "up to" : "from";
    return " %s %s".formatted(from, ofTokens ? limit + " tokens" : size(limit));
  }

  private static String size(long bytes) {
    return bytes % (1 << 20) == 0
        ? String.format(Locale.ROOT, "%d MiB", bytes >> 20)
        : String.format(Locale.ROOT, "%d KiB", bytes >> 10);
  }
}
