package dev.ringside.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.parallelism.Parallelism;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FindingKindTest {

  @Test
  void aKindGivesItsFindingWordSeverityAndSentence() {
    Finding finding =
        FindingKind.ENGINE_MISMATCH
            .saying("vllm", "sglang")
            .in(Parallelism.TP)
            .ofRanks(List.of(0, 1))
            .with("fits", "vllm")
            .with("rows", 12);

    assertThat(finding.kind()).isEqualTo("engine_mismatch");
    assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
    assertThat(finding.text())
        .isEqualTo(
            "fits vllm: every row would match if the deployment's engine were vllm instead of"
                + " sglang");
    assertThat(finding.ranks()).containsExactly(0, 1);
    assertThat(finding.evidence()).containsEntry("fits", "vllm").containsEntry("rows", "12");
  }

  @Test
  void figuresReadTheSameWhereverTheJobRuns() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(FindingKind.RANKS_NOT_SEEN.saying("rank 1", 0.5, 0.95).text())
          .endsWith("coverage 0.500, floor 0.950");
    } finally {
      Locale.setDefault(before);
    }
  }
}
