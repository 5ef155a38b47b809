package dev.ringside.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineVersionTest {

  @ParameterizedTest
  @CsvSource({
    "0.8.5, 0, 8, 5",
    "0.8.5.post1, 0, 8, 5",
    "v0.11, 0, 11, 0",
    "0.19.1rc2, 0, 19, 1",
    "1, 1, 0, 0"
  })
  void readsReleases(String text, int major, int minor, int patch) {
    assertThat(EngineVersion.parse(text)).isEqualTo(new EngineVersion(major, minor, patch));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "main", "latest"})
  void newestIsAfterEveryRelease(String text) {
    assertThat(EngineVersion.parse(text)).isGreaterThan(EngineVersion.parse("99.9.9"));
  }

  @ParameterizedTest
  @CsvSource({"0.8.5, 0.8.6", "0.9.9, 0.10.0", "0.27.1, 1.0"})
  void releasesFollowEachOther(String earlier, String later) {
    assertThat(EngineVersion.parse(earlier)).isLessThan(EngineVersion.parse(later));
  }

  @ParameterizedTest
  @CsvSource({"0.10.2, false", "0.11, true", "0.11.3, true", "1.0, true"})
  void isAtLeast(String text, boolean expected) {
    assertThat(EngineVersion.parse(text).isAtLeast(0, 11)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"newest", ".8", "-1", "99999999999"})
  void whatIsNoReleaseIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EngineVersion.parse(text))
        .withMessageContaining("expected one like 0.8.5");
  }
}
