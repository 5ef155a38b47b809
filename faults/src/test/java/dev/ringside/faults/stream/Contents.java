package dev.ringside.faults.stream;

import dev.ringside.core.account.Account;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.schemas.report.WindowReportCodec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every byte of window reports but the deployment's name and the place in time. */
final class Contents {

  private Contents() {}

  /**
   * The last report of each window, by its start less {@code shiftNs}. Running totals are left out,
   * and what was settled apart from windows: how far ranks were ahead when a window was reported is
   * chance, with faults or without.
   */
  static Map<Long, String> lastOfEachWindow(List<WindowReport> reports, long shiftNs) {
    Map<Long, String> last = new TreeMap<>();
    for (WindowReport report : reports) {
      if (report.scope() == Scope.WINDOW) {
        last.put(report.startNs() - shiftNs, of(report, shiftNs));
      }
    }
    return last;
  }

  private static String of(WindowReport report, long shiftNs) {
    WindowReport plain =
        new WindowReport(
            new Subject(report.scope(), "", report.replica(), report.runId()),
            report.served(),
            new Span(report.startNs() - shiftNs, report.endNs() - shiftNs),
            Account.windowed(report.account().windowed()),
            report.passes(),
            report.ranks(),
            report.coverage(),
            report.callCoverage(),
            report.rows(),
            report.findings(),
            report.verdict(),
            RunningTotals.NONE);
    return HexFormat.of().formatHex(WindowReportCodec.encode(plain));
  }
}
