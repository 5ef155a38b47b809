package dev.ringside.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

  @ParameterizedTest
  @EnumSource
  void everyVerdictHasItsWords(Verdict verdict) {
    assertThat(verdict.because(List.of())).isNotBlank().doesNotContain("%", "\n");
  }

  @Test
  void onlyADifferenceCountsRows() {
    assertThat(Verdict.DEVIATION.because(List.of())).startsWith("0 of 0 rows are not");
    assertThat(Verdict.INSUFFICIENT.because(List.of())).contains("does not mean \"ok\"");
  }

  @Test
  void goneOutweighsAllThenInsufficientAndAMatchByCountOutweighsAMatch() {
    assertThat(Verdict.worst(List.of(Verdict.values()))).isEqualTo(Verdict.GONE);
    assertThat(Verdict.worst(List.of(Verdict.DEVIATION, Verdict.INSUFFICIENT)))
        .isEqualTo(Verdict.INSUFFICIENT);
    assertThat(Verdict.worst(List.of(Verdict.MATCH, Verdict.MATCH_BY_COUNT)))
        .isEqualTo(Verdict.MATCH_BY_COUNT);
    assertThat(Verdict.worst(List.of(Verdict.UNCHECKED, Verdict.MATCH))).isEqualTo(Verdict.MATCH);
    assertThat(Verdict.worst(Set.of())).isEqualTo(Verdict.UNCHECKED);
  }
}
