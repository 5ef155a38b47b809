package dev.ringside.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Team-7",
        "0",
        "-",
        "x23456789012345678901234567890123456789012345678901234567890123"
      })
  void lettersDigitsAndHyphensAreAName(String name) {
    assertThat(new Tenant(name)).hasToString("tenant " + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "a.b",
        "a_b",
        "größe",
        "a/b",
        "*",
        "a\n",
        "x234567890123456789012345678901234567890123456789012345678901234"
      })
  void nothingElseIs(String name) {
    assertThat(Tenant.isName(name)).isFalse();
    assertThatThrownBy(() -> new Tenant(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tenant: expected 1 to 63 letters, digits and '-'");
  }

  @Test
  void withoutANameItIsTheDefaultOne() {
    assertThat(Tenant.DEFAULT.isDefault()).isTrue();
    assertThat(new Tenant("")).isEqualTo(Tenant.DEFAULT).hasToString("the default tenant");
  }
}
