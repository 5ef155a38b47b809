package dev.ringside.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.report.WindowReport;
import dev.ringside.schemas.golden.Samples;
import org.junit.jupiter.api.Test;

class ReportKeyTest {

  @Test
  void windowsShareAKeyAndRunsHaveTheirOwn() {
    assertThat(ReportKey.of(report(WindowReport.Scope.WINDOW, "llama", "")))
        .asString(UTF_8)
        .isEqualTo("llama/1/window");
    assertThat(ReportKey.of(report(WindowReport.Scope.RUN, "llama", "run-1")))
        .asString(UTF_8)
        .isEqualTo("llama/1/run/run-1");
  }

  @Test
  void slashesInNamesMakeNoNewSegments() {
    assertThat(ReportKey.of(report(WindowReport.Scope.RUN, "a/b", "c/d")))
        .asString(UTF_8)
        .isEqualTo("a%2Fb/1/run/c%2Fd");
  }

  private static WindowReport report(WindowReport.Scope scope, String deployment, String runId) {
    WindowReport sample = Samples.report();
    return new WindowReport(
        new WindowReport.Subject(scope, deployment, 1, runId),
        sample.served(),
        sample.span(),
        sample.account(),
        sample.passes(),
        sample.ranks(),
        sample.coverage(),
        sample.callCoverage(),
        sample.rows(),
        sample.findings(),
        sample.verdict(),
        sample.totals());
  }
}
