package dev.ringside.cli.demo.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.report.SampleReports;
import dev.ringside.cli.report.text.Palette;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.exporter.budget.SeriesTable;
import dev.ringside.exporter.replica.ReplicaView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveViewTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:03:41Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(out, true, UTF_8);

  private LiveView view(boolean terminal) {
    Console console = new Console(stream, stream, terminal, Palette.PLAIN, 100, Clock.systemUTC());
    return new LiveView(console, ZoneOffset.UTC);
  }

  private static List<ReplicaView> replicas(WindowReport report, long ageSeconds) {
    SeriesTable table = new SeriesTable(100, Clock.fixed(NOW, ZoneOffset.UTC));
    WindowReport window =
        new WindowReport(
            WindowReport.Subject.window(report.deployment(), report.replica()),
            report.served(),
            WindowReport.Span.of(report.startNs(), 10_000_000_000L),
            report.account(),
            report.passes(),
            report.ranks(),
            report.coverage(),
            report.callCoverage(),
            report.rows(),
            report.findings(),
            report.verdict(),
            new RunningTotals(report.account(), report.passes(), series(report), List.of()));
    table.accept(window, NOW.toEpochMilli() - ageSeconds * 1_000);
    table.caughtUp();
    return table.snapshot().replicas();
  }

  private static List<SeriesTotal> series(WindowReport report) {
    return report.rows().stream()
        .map(
            row -> new SeriesTotal(row.seriesKey(), row.observed(), row.timing(), Optional.empty()))
        .toList();
  }

  private String shown() {
    String text = out.toString(UTF_8);
    out.reset();
    return text;
  }

  @Test
  void showsExpectedObservedVerdictAndAge() {
    view(false).show("extra-collectives in 5 s", replicas(SampleReports.deviation(), 2), NOW);
    assertThat(shown())
        .startsWith("12:03:41  extra-collectives in 5 s\n")
        .contains("deviation  window ", ", 2 s old, coverage 100 %")
        .contains("expected", "observed", "AllReduce");
  }

  @Test
  void elsewhereThanOnATerminalOnlyNewsIsPrinted() {
    LiveView view = view(false);
    view.show("a", replicas(SampleReports.match(), 1), NOW);
    assertThat(shown()).contains("match");
    view.show("b", replicas(SampleReports.match(), 2), NOW.plusSeconds(1));
    assertThat(shown()).isEmpty();
    view.show("c", replicas(SampleReports.match(), 31), NOW.plusSeconds(30));
    assertThat(shown()).contains("stale").doesNotContain("match");
  }

  @Test
  void onATerminalThePictureIsDrawnInPlace() {
    LiveView view = view(true);
    view.show("a", replicas(SampleReports.match(), 1), NOW);
    String first = shown();
    view.show("b", replicas(SampleReports.match(), 2), NOW);
    assertThat(first).doesNotContain("\u001b");
    assertThat(shown()).startsWith("\u001b[" + first.lines().count() + "A\u001b[J");
  }

  @Test
  void aDifferenceIsFoundAndAMatchIsNot() {
    assertThat(LiveView.isFound(replicas(SampleReports.deviation(), 0))).isTrue();
    assertThat(LiveView.isFound(replicas(SampleReports.match(), 0))).isFalse();
    assertThat(LiveView.isFound(List.of())).isFalse();
  }

  @Test
  void beforeTheFirstWindowItSaysSo() {
    view(false).show("a", List.of(), NOW);
    assertThat(shown()).isEqualTo("12:03:41  a\n\n");
  }
}
