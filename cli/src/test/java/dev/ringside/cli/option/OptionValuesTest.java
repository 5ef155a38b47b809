package dev.ringside.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.deployment.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Words of the command line, and what is said of those that mean nothing. */
class OptionValuesTest {

  @ParameterizedTest
  @CsvSource({
    "0s,PT0S",
    "500ms,PT0.5S",
    "90s,PT1M30S",
    "2m,PT2M",
    "36h,PT36H",
    "999999999ms,PT277H46M39.999S"
  })
  void durationsHaveAUnit(String word, Duration meant) {
    assertThat(new DurationConverter().convert(word)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1 s", "1d", "1S", "1234567890s", "1s\n"})
  void otherDurationsAreRefusedWithTheForm(String word) {
    assertThatThrownBy(() -> new DurationConverter().convert(word))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("'" + word + "'")
        .hasMessageEndingWith("write it like 500ms, 10s, 2m or 1h");
  }

  @Test
  void aDurationThatMustPassIsNeitherZeroNorEndless() {
    PositiveDuration converter = new PositiveDuration();

    assertThat(converter.convert("1ms")).isEqualTo(Duration.ofMillis(1));
    assertThat(converter.convert("720h")).isEqualTo(Duration.ofDays(30));
    for (String word : new String[] {"0ms", "721h", "0h"}) {
      assertThatThrownBy(() -> converter.convert(word))
          .isInstanceOf(TypeConversionException.class)
          .hasMessage("'%s' is out of range: give more than 0s and at most 720h", word);
    }
  }

  @Test
  void aPathNeedNotExistButMustBeOne() {
    assertThat(new PathConverter().convert("no/such/file")).isEqualTo(Path.of("no/such/file"));
    assertThatThrownBy(() -> new PathConverter().convert("a\0b"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("cannot be a path");
  }

  @Test
  void aSpeedIsAFactorOrAsFastAsItGoes() {
    SpeedConverter converter = new SpeedConverter();

    assertThat(converter.convert("max").isPaced()).isFalse();
    assertThat(converter.convert("10x").wallTime(20_000_000_000L)).isEqualTo(Duration.ofSeconds(2));
    assertThatThrownBy(() -> converter.convert("0x"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("expected max, or a factor such as 1x or 10x");
  }

  @Test
  void aTenantIsAName() {
    assertThat(new TenantOption.Reader().convert("blue")).isEqualTo(new Tenant("blue"));
    for (String word : new String[] {"", "a.b", "x y", "a".repeat(200)}) {
      assertThatThrownBy(() -> new TenantOption.Reader().convert(word))
          .isInstanceOf(TypeConversionException.class)
          .hasMessageContaining("is not a tenant's name: give " + Tenant.FORM);
    }
  }
}
