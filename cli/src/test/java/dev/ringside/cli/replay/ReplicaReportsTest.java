package dev.ringside.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.series.RunningTotals;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaReportsTest {

  @Test
  void oneReplicaIsItsOwnReport() {
    WindowReport alone = report(0, 1, 10, 1.0, Verdict.MATCH);
    assertThat(ReplicaReports.merged(List.of(alone))).isSameAs(alone);
  }

  @Test
  void sumsWhatEachReplicaSaw() {
    WindowReport merged =
        ReplicaReports.merged(
            List.of(report(0, 2, 10, 1.0, Verdict.MATCH), report(1, 2, 20, 1.0, Verdict.MATCH)));

    assertThat(merged.account().observed()).isEqualTo(30);
    assertThat(merged.account().balances()).isTrue();
    assertThat(merged.passes().decode()).isEqualTo(2);
    assertThat(merged.ranks()).containsExactly(0, 1, 2, 3);
    assertThat(merged.coverage()).isOne();
    assertThat(merged.verdict()).isEqualTo(Verdict.MATCH);
  }

  @ParameterizedTest
  @CsvSource({
    "MATCH, DEVIATION, DEVIATION",
    "DEVIATION, INSUFFICIENT, INSUFFICIENT",
    "MATCH, MATCH, MATCH",
    "UNCHECKED, UNCHECKED, UNCHECKED"
  })
  void theVerdictIsTheWorst(Verdict first, Verdict second, Verdict worst) {
    assertThat(
            ReplicaReports.merged(
                    List.of(report(0, 2, 1, 1.0, first), report(1, 2, 1, 1.0, second)))
                .verdict())
        .isEqualTo(worst);
  }

  @Test
  void aReplicaOfWhichNothingCameIsNotCovered() {
    WindowReport merged = ReplicaReports.merged(List.of(report(1, 2, 10, 1.0, Verdict.MATCH)));
    assertThat(merged.coverage()).isEqualTo(0.5);
    assertThat(merged.verdict()).isEqualTo(Verdict.INSUFFICIENT);
  }

  private static WindowReport report(
      int replica, int data, long calls, double coverage, Verdict verdict) {
    return new WindowReport(
        Scope.RUN,
        "d",
        replica,
        "run",
        "m",
        "vllm",
        Optional.of(new ParallelLayout(2, 1, data)),
        0,
        1,
        new Account(calls, calls, 0, 0, 0, Collections.emptySortedMap(), 0),
        new PassCounts(0, 1, 0, 0),
        List.of(replica * 2, replica * 2 + 1),
        coverage,
        List.of(),
        List.of(),
        verdict,
        RunningTotals.NONE);
  }
}
