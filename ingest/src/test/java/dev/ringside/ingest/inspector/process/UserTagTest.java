package dev.ringside.ingest.inspector.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserTagTest {

  @ParameterizedTest
  @CsvSource({
    "7470, 29808 (tp or pt)",
    "7070, 28784 (pp)",
    "30703a65, 812661349 (e:p0)",
    "6174746e5f747000, 7022365736374136832 (attn_tp or pt_ntta)",
    "7, 7",
    "41, 65",
    "7400700000000000, 8358804053701951488",
    "20000000000001, 9007199254740993"
  })
  void aTagThatSpellsAWordIsReadAsOne(String hexadecimal, String text) {
    assertThat(UserTag.text(Long.parseUnsignedLong(hexadecimal, 16))).isEqualTo(text);
  }

  @Test
  void aTagIsUnsigned() {
    assertThat(UserTag.text(-1)).isEqualTo("18446744073709551615");
  }
}
