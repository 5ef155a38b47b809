package dev.ringside.ingest.kineto.json;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Reads JSON value by value. The caller stands before a value and takes it in one of these ways:
 * {@link #skip}, a text, a number, or by going through its fields or elements to their end.
 *
 * <p>Structure must be sound: a comma or bracket that is missing or too many is an error, so that
 * two files written into one are noticed. Inside values it is lenient, because profilers are:
 * {@code nan} and {@code inf} in any spelling are numbers, texts may hold control characters, bytes
 * that are no UTF-8 and escapes that mean nothing.
 *
 * <p>Memory: 64 KiB, more only while a single value that is taken whole is longer, and then up to
 * 64 MiB. Nesting is limited to {@value #DEEPEST} levels.
 */
public final class JsonStream {

  private static final int CHUNK = 1 << 16;
  private static final int LONGEST = 1 << 26;
  private static final int DEEPEST = 1024;
  private static final int SAFE_DIGITS = 18;
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "nan", "inf", "infinity", "none");

  private static final byte DIGIT = 1;
  private static final byte LETTER = 2;
  private static final byte[] SCALAR = scalarBytes();

  private final InputStream in;
  private final Symbols symbols = new Symbols();
  private final long[] kinds = new long[DEEPEST / Long.SIZE];

  /** One byte longer than what it holds: a quote ends every scan at the end of what was read. */
  private byte[] buffer = new byte[CHUNK + 1];

  private int at;
  private int end;
  private long passed;

  /** Where what must stay in the buffer begins; -1 if nothing must. */
  private int held = -1;

  private int mark = -1;

  private boolean fresh;
  private String field = "";
  private int textFrom;
  private int textTo;
  private boolean escaped;

  public JsonStream(InputStream in) {
    this.in = in;
    buffer[0] = '"';
  }

  private static byte[] scalarBytes() {
    byte[] classes = new byte[256];
    for (int c = 0; c < classes.length; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      classes[c] = "0123456789.+-eE".indexOf(c) >= 0 ? DIGIT : letter ? LETTER : 0;
    }
    return classes;
  }

  /** Bytes taken so far. */
  public long offset() {
    return passed + at;
  }

  private boolean fill() throws IOException {
    int from = held >= 0 ? held : mark >= 0 ? mark : at;
    System.arraycopy(buffer, from, buffer, 0, end - from);
    at -= from;
    end -= from;
    passed += from;
    mark = mark < 0 ? mark : mark - from;
    held = held < 0 ? held : 0;
    if (end == buffer.length - 1) {
      grow();
    }
    int read = in.read(buffer, end, buffer.length - 1 - end);
    end += Math.max(0, read);
    buffer[end] = '"';
    return read > 0;
  }

  private void grow() throws BrokenJsonException {
    if (buffer.length > LONGEST) {
      throw new BrokenJsonException("a value of more than %,d bytes".formatted(LONGEST));
    }
    buffer = Arrays.copyOf(buffer, (buffer.length - 1) * 2 + 1);
  }

  /** The next byte that is no space, not taken; -1 at the end. Control characters are space. */
  private int token() throws IOException {
    while (true) {
      while (buffer[at] >= 0 && buffer[at] <= ' ') {
        at++;
      }
      if (at < end) {
        return buffer[at] & 0xff;
      }
      if (!fill()) {
        return -1;
      }
    }
  }

  /** Skips a byte order mark. */
  public void begin() throws IOException {
    if (token() == 0xef && end - at >= 3 && (buffer[at + 1] & 0xff) == 0xbb) {
      at += 3;
    }
  }

  public boolean isAtEnd() throws IOException {
    return token() < 0;
  }

  public boolean isObject() throws IOException {
    return token() == '{';
  }

  public boolean isArray() throws IOException {
    return token() == '[';
  }

  public boolean isText() throws IOException {
    return token() == '"';
  }

  /** True for what begins as a number does; {@code nan} and {@code null} do not. */
  public boolean isNumber() throws IOException {
    int first = token();
    if (first != '-') {
      return first >= '0' && first <= '9';
    }
    if (at + 1 >= end) {
      mark = at;
      fill();
      at = mark;
      mark = -1;
    }
    return at + 1 < end && buffer[at + 1] >= '0' && buffer[at + 1] <= '9';
  }

  /** Enters the object or array that is next. */
  public void enter() throws IOException {
    token();
    at++;
    fresh = true;
  }

  /** Goes to the value of the next field; false behind the object's last one. */
  public boolean nextField() throws IOException {
    if (!nextEntry('}')) {
      return false;
    }
    readKey();
    field = symbol(textFrom, textTo);
    requireColon();
    return true;
  }

  /** Goes to the next element; false behind the array's last one. */
  public boolean nextElement() throws IOException {
    return nextEntry(']');
  }

  private boolean nextEntry(char close) throws IOException {
    int c = token();
    if (c == close) {
      at++;
      fresh = false;
      return false;
    }
    if (fresh) {
      fresh = false;
    } else if (c == ',') {
      at++;
    } else {
      throw unexpected(c, close == '}' ? "',' or '}'" : "',' or ']'");
    }
    return true;
  }

  private void readKey() throws IOException {
    int c = token();
    if (c != '"') {
      throw unexpected(c, "a name in quotes");
    }
    scanText();
  }

  private void requireColon() throws IOException {
    int c = token();
    if (c != ':') {
      throw unexpected(c, "':'");
    }
    at++;
  }

  /** The name of the field whose value is next. */
  public String field() {
    return field;
  }

  /** Takes the value that is next, whatever it is. */
  public void skip() throws IOException {
    int c = token();
    if (c == '"') {
      skipText();
    } else if (c == '{' || c == '[') {
      at++;
      fresh = true;
      skipRest(c == '{');
    } else {
      scanScalar();
    }
  }

  /** Takes all that is left of the object whose field has been taken. */
  public void skipRestOfObject() throws IOException {
    skipRest(true);
  }

  private void skipRest(boolean object) throws IOException {
    int depth = 0;
    boolean inObject = object;
    boolean first = fresh;
    while (true) {
      int c = token();
      if (c == (inObject ? '}' : ']')) {
        at++;
        first = false;
        if (depth == 0) {
          fresh = false;
          return;
        }
        inObject = isObjectAt(--depth);
        continue;
      }
      if (!first) {
        if (c != ',') {
          throw unexpected(c, inObject ? "',' or '}'" : "',' or ']'");
        }
        at++;
        c = token();
      }
      if (inObject) {
        c = skipKey(c);
      }
      first = c == '{' || c == '[';
      if (first) {
        at++;
        remember(depth++, inObject);
        inObject = c == '{';
      } else if (c == '"') {
        skipText();
      } else {
        scanScalar();
      }
    }
  }

  /** The first byte of the value behind a key. */
  private int skipKey(int first) throws IOException {
    if (first != '"') {
      throw unexpected(first, "a name in quotes");
    }
    skipText();
    int colon = token();
    if (colon != ':') {
      throw unexpected(colon, "':'");
    }
    at++;
    return token();
  }

  private void remember(int depth, boolean object) throws BrokenJsonException {
    if (depth == DEEPEST) {
      throw new BrokenJsonException("nested more than %,d levels deep".formatted(DEEPEST));
    }
    long bit = 1L << depth;
    kinds[depth >> 6] = object ? kinds[depth >> 6] | bit : kinds[depth >> 6] & ~bit;
  }

  private boolean isObjectAt(int depth) {
    return (kinds[depth >> 6] >>> depth & 1) != 0;
  }

  private void skipText() throws IOException {
    at++;
    byte[] bytes = buffer;
    int i = at;
    while (true) {
      byte c = bytes[i++];
      if (c != '"' && c != '\\') {
        continue;
      }
      if (c == '"' && i <= end) {
        at = i;
        return;
      }
      at = c == '"' ? end : i;
      if (at == end && !fill()) {
        throw cut();
      }
      bytes = buffer;
      i = c == '"' ? at : at + 1;
      if (i > end) {
        throw cut();
      }
    }
  }

  private void scanText() throws IOException {
    byte[] bytes = buffer;
    int from = at + 1;
    int i = from;
    while (bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    escaped = false;
    if (bytes[i] == '\\' || i == end) {
      scanRestOfText(from, i);
      return;
    }
    textFrom = from;
    textTo = i;
    at = i + 1;
  }

  /** From an escape, or where what was read ends. */
  private void scanRestOfText(int from, int scanned) throws IOException {
    mark = from;
    at = scanned;
    while (buffer[at] != '"' || at == end) {
      if (at == end) {
        requireMore();
      } else if (buffer[at] == '\\') {
        escaped = true;
        at++;
        if (at == end) {
          requireMore();
        }
        at++;
      } else {
        at++;
      }
    }
    textFrom = mark;
    textTo = at;
    mark = -1;
    at++;
  }

  private void requireMore() throws IOException {
    if (!fill()) {
      throw cut();
    }
  }

  private void scanScalar() throws IOException {
    token();
    mark = at;
    int seen = 0;
    do {
      byte[] bytes = buffer;
      int i = at;
      for (byte kind = SCALAR[bytes[i] & 0xff]; kind != 0; kind = SCALAR[bytes[++i] & 0xff]) {
        seen |= kind;
      }
      at = i;
    } while (at == end && fill());
    textFrom = mark;
    textTo = at;
    mark = -1;
    if ((seen & LETTER) != 0 || textFrom == textTo) {
      requireWord();
    }
  }

  private void requireWord() throws IOException {
    int from = textFrom < textTo && buffer[textFrom] == '-' ? textFrom + 1 : textFrom;
    String word = Symbols.decoded(buffer, from, textTo);
    if (!WORDS.contains(word.toLowerCase(Locale.ROOT))) {
      int found = textFrom == textTo ? token() : buffer[textFrom];
      throw unexpected(found, "a value");
    }
  }

  /** Takes a text; empty if the value is none. */
  public String text() throws IOException {
    return isText() ? taken() : skipped();
  }

  /** Takes a text or number as it is written; empty if the value is neither. */
  public String word() throws IOException {
    if (isText()) {
      return taken();
    }
    if (isObject() || isArray()) {
      return skipped();
    }
    scanScalar();
    String word = symbol(textFrom, textTo);
    return word.equals("null") ? "" : word;
  }

  private String taken() throws IOException {
    scanText();
    return symbol(textFrom, textTo);
  }

  private String skipped() throws IOException {
    skip();
    return "";
  }

  private String symbol(int from, int to) {
    return escaped ? unescaped(from, to) : symbols.of(buffer, from, to);
  }

  private String unescaped(int from, int to) {
    escaped = false;
    String raw = Symbols.decoded(buffer, from, to);
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\' || i + 1 == raw.length()) {
        text.append(c);
      } else if (raw.charAt(i + 1) == 'u' && isHex(raw, i + 2)) {
        text.append((char) Integer.parseInt(raw, i + 2, i + 6, 16));
        i += 5;
      } else {
        text.append(meant(raw.charAt(++i)));
      }
    }
    return text.toString();
  }

  private static boolean isHex(String raw, int from) {
    for (int i = from; i < from + 4; i++) {
      if (i >= raw.length() || Character.digit(raw.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static char meant(char escape) {
    return switch (escape) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> escape;
    };
  }

  /** Takes a whole number, bare or in quotes, modulo 2^64; {@code otherwise} if it is none. */
  public long integer(long otherwise) throws IOException {
    if (isText()) {
      scanText();
    } else if (isNumber()) {
      scanScalar();
    } else {
      skip();
      return otherwise;
    }
    return whole(textFrom, textTo, otherwise);
  }

  private long whole(int from, int to, long otherwise) {
    boolean negative = from < to && buffer[from] == '-';
    int first = negative ? from + 1 : from;
    long value = 0;
    for (int i = first; i < to; i++) {
      int digit = buffer[i] - '0';
      if (digit < 0 || digit > 9) {
        return otherwise;
      }
      value = value * 10 + digit;
    }
    if (first == to) {
      return otherwise;
    }
    if (to - first > SAFE_DIGITS) {
      value = new BigInteger(Symbols.decoded(buffer, first, to)).longValue();
    }
    return negative ? -value : value;
  }

  /**
   * Takes a number of microseconds as nanoseconds, exact to the last digit.
   *
   * @throws NumberFormatException if it is not a number
   * @throws ArithmeticException if it exceeds 63 bits of nanoseconds
   */
  public long microseconds() throws IOException {
    if (!isNumber()) {
      skip();
      throw new NumberFormatException("not a number");
    }
    scanScalar();
    return DecimalTime.nanoseconds(buffer, textFrom, textTo - textFrom);
  }

  /** Takes the value as it is written. */
  public byte[] raw() throws IOException {
    token();
    held = at;
    try {
      skip();
      return Arrays.copyOfRange(buffer, held, at);
    } finally {
      held = -1;
    }
  }

  private BrokenJsonException unexpected(int found, String expected) {
    return found < 0
        ? cut()
        : new BrokenJsonException("found %s, expected %s".formatted(shown(found), expected));
  }

  private static String shown(int c) {
    int code = c & 0xff;
    return code > ' ' && code < 0x7f ? "'" + (char) code + "'" : "byte 0x%02x".formatted(code);
  }

  private static BrokenJsonException cut() {
    return new BrokenJsonException("the text ends in the middle (truncated copy?)");
  }
}
