package dev.ringside.core.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFactorProperties {

  @ParameterizedTest
  @CsvSource({
    "1048576, 2, 2, 1048576",
    "1048576, 6, 4, 1572864",
    "1, 1, 2, 1",
    "3, 1, 2, 2",
    "1, 4, 3, 1",
    "2, 4, 3, 3",
    "0, 14, 8, 0",
    "9223372036854775807, 1, 1, 9223372036854775807",
    "9223372036854775807, 1, 2, 4611686018427387904",
    "9223372036854775806, 2, 4, 4611686018427387903"
  })
  void applies(long bytes, long numerator, long denominator, long expected) {
    assertThat(new WireFactor(numerator, denominator).applyTo(bytes)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void equalsTheQuotientRoundedHalfUp(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long bytes = random.nextLong() >>> (1 + random.nextInt(63));
      long numerator = random.nextInt(1 << (1 + random.nextInt(12)));
      long denominator = 1 + random.nextInt(1 << (1 + random.nextInt(12)));
      BigDecimal exact =
          BigDecimal.valueOf(bytes)
              .multiply(BigDecimal.valueOf(numerator))
              .divide(BigDecimal.valueOf(denominator), 0, RoundingMode.HALF_UP);
      WireFactor factor = new WireFactor(numerator, denominator);
      if (exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        assertThat(factor.applyTo(bytes)).isEqualTo(exact.longValueExact());
      } else {
        assertThatExceptionOfType(ArithmeticException.class)
            .isThrownBy(() -> factor.applyTo(bytes));
      }
    }
  }

  @Test
  void refusesWhatIsNoFraction() {
    assertThatIllegalArgumentException().isThrownBy(() -> new WireFactor(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new WireFactor(-1, 2));
  }
}
