package dev.ringside.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.WindowReport.Served;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.series.RunningTotals;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentReportTest {

  @Test
  void oneReplicaIsItsOwnReport() {
    WindowReport alone = report(0, 1, 10, 1.0, Verdict.MATCH);
    assertThat(DeploymentReport.of(List.of(alone))).isSameAs(alone);
  }

  @Test
  void sumsWhatEachReplicaSaw() {
    WindowReport merged =
        DeploymentReport.of(
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
    "UNCHECKED, UNCHECKED, UNCHECKED",
    "MATCH, UNCHECKED, MATCH"
  })
  void theVerdictIsTheWorst(Verdict first, Verdict second, Verdict worst) {
    assertThat(
            DeploymentReport.of(List.of(report(0, 2, 1, 1.0, first), report(1, 2, 1, 1.0, second)))
                .verdict())
        .isEqualTo(worst);
  }

  @Test
  void aReplicaOfWhichNothingCameIsNotCovered() {
    WindowReport merged = DeploymentReport.of(List.of(report(1, 2, 10, 1.0, Verdict.MATCH)));
    assertThat(merged.coverage()).isEqualTo(0.5);
    assertThat(merged.verdict()).isEqualTo(Verdict.INSUFFICIENT);
  }

  private static WindowReport report(
      int replica, int data, long calls, double coverage, Verdict verdict) {
    return new WindowReport(
        Subject.run("d", replica, "run"),
        new Served("m", "vllm", Optional.of(new ParallelLayout(2, 1, data))),
        new Span(0, 1),
        new Account(calls, calls, 0, 0, 0, Collections.emptySortedMap(), 0),
        new PassCounts(0, 1, 0, 0),
        List.of(replica * 2, replica * 2 + 1),
        coverage,
        OptionalDouble.of(coverage / 2),
        List.of(),
        List.of(),
        verdict,
        RunningTotals.NONE);
  }
}
