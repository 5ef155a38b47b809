package dev.ringside.ingest.kineto.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTimeProperties {

  @ParameterizedTest
  @CsvSource({
    "4588898421017.089, 4588898421017089",
    "1712195495520854.8, 1712195495520854800",
    "1682725898522854, 1682725898522854000",
    "0, 0",
    "-0.001, -1",
    "12.0004, 12000",
    "12.0005, 12001",
    "1.5e3, 1500000",
    "9223372036854775.807, 9223372036854775807",
    "-9223372036854775.808, -9223372036854775808"
  })
  void keepsEveryDigit(String microseconds, long nanoseconds) {
    assertThat(of(microseconds)).isEqualTo(nanoseconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775.808", "99999999999999999999", "1e300", "1e2000000000"})
  void refusesWhatDoesNotFit(String microseconds) {
    assertThatThrownBy(() -> of(microseconds)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", ".5.", "NaN", "Infinity", "12a", "1_000"})
  void refusesWhatIsNoNumber(String text) {
    assertThatThrownBy(() -> of(text)).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void agreesWithExactArithmetic() {
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      int scale = random.nextInt(6);
      long unscaled = random.nextLong() >> random.nextInt(60);
      BigDecimal microseconds = BigDecimal.valueOf(unscaled, scale + 1);
      BigDecimal expected = microseconds.movePointRight(3).setScale(0, RoundingMode.HALF_UP);
      if (expected.unscaledValue().bitLength() < 64) {
        assertThat(of(microseconds.toPlainString())).isEqualTo(expected.longValueExact());
      }
    }
  }

  private static long of(String text) {
    byte[] padded = ("##" + text + "#").getBytes(UTF_8);
    return DecimalTime.nanoseconds(padded, 2, text.length());
  }
}
