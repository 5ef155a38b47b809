package dev.ringside.ingest.kineto.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Microseconds written in decimal as whole nanoseconds, exact to the last digit.
 *
 * <p>A double cannot do it: {@code 1712195495520854.8} µs needs 61 bits as nanoseconds. Digits
 * below a nanosecond round half up.
 */
final class DecimalTime {

  private static final int NS_DIGITS = 3;
  private static final int SAFE_DIGITS = 18;
  private static final long SAFE_MICROSECONDS = Long.MAX_VALUE / 1000 - 1;

  private DecimalTime() {}

  /**
   * @throws ArithmeticException if the time exceeds 63 bits of nanoseconds
   * @throws NumberFormatException if the text is not a decimal number
   */
  static long nanoseconds(byte[] text, int offset, int length) {
    int end = offset + length;
    int at = offset;
    boolean negative = length > 0 && text[at] == '-';
    if (negative) {
      at++;
    }
    long value = 0;
    int integerDigits = 0;
    for (; at < end && isDigit(text[at]); at++, integerDigits++) {
      if (integerDigits == SAFE_DIGITS) {
        return slow(text, offset, length);
      }
      value = value * 10 + (text[at] - '0');
    }
    if (value > SAFE_MICROSECONDS) {
      return slow(text, offset, length);
    }
    int fractionDigits = 0;
    if (at < end && text[at] == '.') {
      at++;
      for (; at < end && isDigit(text[at]) && fractionDigits < NS_DIGITS; at++, fractionDigits++) {
        value = value * 10 + (text[at] - '0');
      }
    }
    if (at < end || integerDigits == 0) {
      return slow(text, offset, length);
    }
    for (; fractionDigits < NS_DIGITS; fractionDigits++) {
      value *= 10;
    }
    return negative ? -value : value;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static long slow(byte[] text, int offset, int length) {
    BigDecimal microseconds = new BigDecimal(new String(text, offset, length, US_ASCII));
    if (Math.abs((long) microseconds.scale()) > 1000) {
      throw new ArithmeticException("exponent out of range");
    }
    return microseconds
        .movePointRight(NS_DIGITS)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
