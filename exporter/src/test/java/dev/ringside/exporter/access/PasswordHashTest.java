package dev.ringside.exporter.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

  private static final char[] PASSWORD = "pa:ss wörd".toCharArray();

  /** Made with Python: hashlib.pbkdf2_hmac("sha256", b"secret", b"saltsaltsaltsalt", 10000). */
  private static final String OF_ANOTHER_PROGRAM =
      "pbkdf2-sha256:10000:c2FsdHNhbHRzYWx0c2FsdA==:7JMc+Orakl8cI/LNC4qa3ZWWz8zE6mp9ZCpH6br9XuM=";

  @Test
  void matchesItsPasswordAndNoOther() {
    PasswordHash hash = PasswordHash.parse(PasswordHash.of(PASSWORD).text()).orElseThrow();

    assertThat(hash.matches(PASSWORD)).isTrue();
    assertThat(hash.matches("pa:ss word".toCharArray())).isFalse();
    assertThat(hash.matches(new char[0])).isFalse();
  }

  @Test
  void readsWhatAnotherProgramMade() {
    PasswordHash hash = PasswordHash.parse(OF_ANOTHER_PROGRAM).orElseThrow();

    assertThat(hash.matches("secret".toCharArray())).isTrue();
    assertThat(hash.matches("Secret".toCharArray())).isFalse();
  }

  @Test
  void noTwoHashesOfAPasswordAreAlikeAndNoneShowsIt() {
    assertThat(PasswordHash.of(PASSWORD).text())
        .isNotEqualTo(PasswordHash.of(PASSWORD).text())
        .doesNotContain("wörd");
    assertThat(PasswordHash.of(PASSWORD)).hasToString("PBKDF2 hash of 310000 rounds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$2y$10$abcdefghijklmnopqrstuuN3h1Yq9n2cYx7Zc9x7m0kGQw1kq1u2e",
        "pbkdf2-sha256:10:c2FsdA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "pbkdf2-sha256:9999999:c2FsdA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "pbkdf2-sha256:310000:c2FsdA==:AAAA",
        "pbkdf2-sha256:310000:=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
      })
  void anythingElseIsNoHash(String text) {
    assertThat(PasswordHash.parse(text)).isEmpty();
  }
}
