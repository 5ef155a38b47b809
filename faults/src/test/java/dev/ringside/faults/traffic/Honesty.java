package dev.ringside.faults.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.faults.matrix.Figures;
import dev.ringside.faults.traffic.Truth.Kind;
import dev.ringside.faults.traffic.Truth.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds a replica's window reports against the truth: nothing is late, no report ever gives a
 * verdict that is false, and each window that lost nothing says match with the exact passes, calls
 * and rows. A window in which nothing ended is told at most to be idle.
 */
public final class Honesty {

  private final String what;
  private final Truth truth;

  /**
   * @param what names the try in messages, its seed included
   */
  public Honesty(String what, Truth truth) {
    this.what = what;
    this.truth = truth;
  }

  /** Asserts all of it, and adds to the row's figures. */
  public void check(List<WindowReport> reports, Figures figures) {
    List<WindowReport> windows =
        reports.stream()
            .filter(report -> report.scope() == Scope.WINDOW)
            .filter(report -> report.startNs() <= truth.windows().lastKey())
            .filter(report -> report.verdict() != Verdict.GONE)
            .toList();
    Map<Long, WindowReport> last = new TreeMap<>();
    windows.forEach(report -> last.put(report.startNs(), report));
    windows.forEach(this::neverFalse);
    assertThat(last.values().stream().filter(this::isOfNothing).filter(report -> !isIdle(report)))
        .as("%s: windows in which nothing ended, and not told to be idle", what)
        .isEmpty();
    assertThat(windows.stream().filter(report -> !isOfNothing(report)).filter(this::isIdle))
        .as("%s: windows told to be idle in which passes ended", what)
        .isEmpty();
    truth.windows().forEach((start, held) -> told(start, held, last.get(start)));
    assertThat(last.values().stream().mapToLong(report -> report.passes().complete()).sum())
        .as("%s: no pass is counted twice", what)
        .isLessThanOrEqualTo(truth.passes());
    count(windows, last, figures);
  }

  private boolean isOfNothing(WindowReport report) {
    return !truth.windows().containsKey(report.startNs());
  }

  private boolean isIdle(WindowReport report) {
    return report.verdict() == Verdict.IDLE;
  }

  private void neverFalse(WindowReport report) {
    assertThat(report.account().late()).as("%s: late in %s", what, place(report)).isZero();
    assertThat(report.verdict().isDifference())
        .as("%s: %s says %s: %s", what, place(report), report.verdict(), differing(report))
        .isFalse();
  }

  private static String told(WindowReport report) {
    return "%s: %s, ranks %s, coverage %.2f, %s, %s, %s"
        .formatted(
            place(report),
            differing(report),
            report.ranks(),
            report.coverage(),
            report.passes(),
            report.account(),
            report.findings().stream().map(finding -> finding.text()).toList());
  }

  private static List<String> differing(WindowReport report) {
    return report.rows().stream()
        .filter(row -> row.verdict().isDifference())
        .map(
            row ->
                "stage %d %s of %d: %d to %d of %d"
                    .formatted(
                        row.stage(),
                        row.collective(),
                        row.sendElements(),
                        row.observedMin(),
                        row.observedMax(),
                        row.expectedPerRank()))
        .toList();
  }

  private void told(long start, Window held, WindowReport report) {
    if (held.isTouched()) {
      return;
    }
    assertThat(report).as("%s: no report of the window at %,d", what, start).isNotNull();
    assertThat(report.verdict()).as("%s: %s", what, told(report)).isEqualTo(Verdict.MATCH);
    assertThat(report.passes().prefill())
        .as("%s: prefills: %s", what, told(report))
        .isEqualTo(held.prefill());
    assertThat(report.passes().decode())
        .as("%s: decodes: %s", what, told(report))
        .isEqualTo(held.decode());
    assertThat(report.account().windowed())
        .as("%s: calls: %s", what, told(report))
        .isEqualTo(held.calls());
    Map<Kind, Long> least = new HashMap<>();
    Map<Kind, Long> most = new HashMap<>();
    for (ReportRow row : report.rows()) {
      least.merge(Kind.of(row), row.observedMin(), Long::sum);
      most.merge(Kind.of(row), row.observedMax(), Long::sum);
    }
    assertThat(least).as("%s: rows of %s", what, place(report)).isEqualTo(held.callsPerRank());
    assertThat(most).as("%s: rows of %s", what, place(report)).isEqualTo(held.callsPerRank());
  }

  private void count(List<WindowReport> all, Map<Long, WindowReport> last, Figures figures) {
    figures.add("windows", truth.windows().size());
    figures.add("passes", truth.passes());
    figures.add("match", last.values().stream().filter(r -> r.verdict() == Verdict.MATCH).count());
    figures.add(
        "insufficient",
        last.values().stream().filter(r -> r.verdict() == Verdict.INSUFFICIENT).count());
    figures.add("false", 0);
    figures.add("late", 0);
    figures.add("windows reported again", all.size() - last.size());
  }

  private static String place(WindowReport report) {
    return "%s/%d at %,d".formatted(report.deployment(), report.replica(), report.startNs());
  }
}
