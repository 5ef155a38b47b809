package dev.ringside.ingest.inspector.line;

import java.nio.charset.StandardCharsets;

/**
 * Walks over the JSON of one line. A line feed ends a line wherever it stands, so that a torn line
 * never takes the next one with it. Not thread-safe; no object a value.
 */
final class LineScanner {

  private static final int DEEPEST = 64;
  private static final long NS_PER_US = 1_000;

  private byte[] bytes = {};
  private int pos;
  private int to;
  private int textFrom;
  private int textTo;

  void start(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.pos = from;
    this.to = to;
  }

  int position() {
    return pos;
  }

  /** The string read last, as it is written, without its quotes. */
  int textFrom() {
    return textFrom;
  }

  int textTo() {
    return textTo;
  }

  private byte at() throws BadLineException {
    if (pos >= to) {
      throw BadLineException.INCOMPLETE;
    }
    return bytes[pos];
  }

  /** The next byte that is no white space; it is not taken. */
  byte peek() throws BadLineException {
    byte next = at();
    while (next == ' ' || next == '\t' || next == '\r') {
      pos++;
      next = at();
    }
    return next;
  }

  void expect(char wanted) throws BadLineException {
    if (peek() != wanted) {
      throw BadLineException.MALFORMED;
    }
    pos++;
  }

  /** True, and taken, if the next byte is this one. */
  boolean take(char wanted) throws BadLineException {
    if (peek() == wanted) {
      pos++;
      return true;
    }
    return false;
  }

  /** After a value: true if another one follows, false if {@code end} closed the list. */
  boolean more(char end) throws BadLineException {
    if (take(',')) {
      return true;
    }
    expect(end);
    return false;
  }

  /** Takes a key and its colon. */
  LineKey key() throws BadLineException {
    expect('"');
    int from = pos;
    int hash = 0;
    for (byte next = at(); next != '"'; next = at()) {
      if ((next < ' ' && next >= 0) || next == '\\') {
        return oddKey(from);
      }
      hash = 31 * hash + next;
      pos++;
    }
    LineKey key = LineKey.of(bytes, from, pos, hash);
    pos++;
    expect(':');
    return key;
  }

  private LineKey oddKey(int from) throws BadLineException {
    pos = from - 1;
    string();
    expect(':');
    return LineKey.UNKNOWN;
  }

  /** Takes a string, available by {@link #textFrom} and {@link #textTo}. */
  void string() throws BadLineException {
    expect('"');
    textFrom = pos;
    for (byte next = at(); next != '"'; next = at()) {
      if (next < ' ' && next >= 0) {
        throw BadLineException.MALFORMED;
      }
      pos++;
      if (next == '\\') {
        if (at() == '\n') {
          throw BadLineException.MALFORMED;
        }
        pos++;
      }
    }
    textTo = pos++;
  }

  /** True, and taken, if the value is {@code null}. */
  boolean takeNull() throws BadLineException {
    if (peek() != 'n') {
      return false;
    }
    word();
    return true;
  }

  /** Takes {@code true}, {@code false} or {@code null}: true for the first. */
  boolean word() throws BadLineException {
    byte first = peek();
    String word = first == 't' ? "true" : first == 'f' ? "false" : "null";
    for (int i = 0; i < word.length(); i++, pos++) {
      if (at() != word.charAt(i)) {
        throw BadLineException.MALFORMED;
      }
    }
    return first == 't';
  }

  /**
   * Takes an integer of up to 64 bits without a sign, or with one; its fraction is cut off.
   *
   * @return of an integer of 2^63 or more the value less 2^64
   */
  long integer() throws BadLineException {
    boolean negative = take('-');
    long value = digits();
    if (at() == '.' || at() == 'e' || at() == 'E') {
      fraction();
    }
    return negative ? -value : value;
  }

  private long digits() throws BadLineException {
    int from = pos;
    long value = 0;
    for (byte next = at(); next >= '0' && next <= '9'; next = at()) {
      int digit = next - '0';
      if (pos - from >= 18 && overflows(value, digit)) {
        throw BadLineException.MALFORMED;
      }
      value = 10 * value + digit;
      pos++;
    }
    if (pos == from) {
      throw BadLineException.MALFORMED;
    }
    return value;
  }

  private static boolean overflows(long value, int digit) {
    long most = Long.divideUnsigned(-1L, 10);
    return Long.compareUnsigned(value, most) > 0
        || (value == most && digit > Long.remainderUnsigned(-1L, 10));
  }

  /** Thousandths of the number before, of the fraction that follows; an exponent is refused. */
  private long fraction() throws BadLineException {
    if (at() != '.') {
      throw BadLineException.MALFORMED;
    }
    pos++;
    long thousandths = 0;
    int digits = 0;
    for (byte next = at(); next >= '0' && next <= '9'; next = at()) {
      if (digits < 3) {
        thousandths = 10 * thousandths + next - '0';
      }
      digits++;
      pos++;
    }
    if (digits == 0 || at() == 'e' || at() == 'E') {
      throw BadLineException.MALFORMED;
    }
    for (; digits < 3; digits++) {
      thousandths *= 10;
    }
    return thousandths;
  }

  /**
   * Takes a number of microseconds, with or without a fraction.
   *
   * @return nanoseconds; -1 if it is not a time: a string such as {@code "nan"}, negative, or too
   *     large
   */
  long microseconds() throws BadLineException {
    if (peek() == '"') {
      string();
      return -1;
    }
    boolean negative = take('-');
    long whole = digits();
    long thousandths = at() == '.' ? fraction() : 0;
    boolean sane = whole >= 0 && whole < Long.MAX_VALUE / NS_PER_US - 1;
    return negative || !sane ? -1 : whole * NS_PER_US + thousandths;
  }

  /** Passes over any value. */
  void skip() throws BadLineException {
    skip(0);
  }

  private void skip(int depth) throws BadLineException {
    byte first = peek();
    if (first == '"') {
      string();
    } else if (first == '{' || first == '[') {
      skipNested(first == '{', depth);
    } else if (first == 't' || first == 'f' || first == 'n') {
      word();
    } else {
      number();
    }
  }

  private void skipNested(boolean object, int depth) throws BadLineException {
    if (depth == DEEPEST) {
      throw BadLineException.MALFORMED;
    }
    char end = object ? '}' : ']';
    pos++;
    if (take(end)) {
      return;
    }
    do {
      if (object) {
        string();
        expect(':');
      }
      skip(depth + 1);
    } while (more(end));
  }

  private void number() throws BadLineException {
    int from = pos;
    for (byte next = at(); isOfNumber(next); next = at()) {
      pos++;
    }
    if (pos == from) {
      throw BadLineException.MALFORMED;
    }
  }

  private static boolean isOfNumber(byte next) {
    return (next >= '0' && next <= '9')
        || next == '.'
        || next == '-'
        || next == '+'
        || next == 'e'
        || next == 'E';
  }

  /** A string as it was written, with its escapes resolved as far as names need it. */
  String text(int from, int to) {
    String raw = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return raw.indexOf('\\') < 0 ? raw : raw.replace("\\/", "/").replace("\\\"", "\"");
  }
}
