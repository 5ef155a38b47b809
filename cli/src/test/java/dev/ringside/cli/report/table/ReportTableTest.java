package dev.ringside.cli.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.report.SampleReports;
import dev.ringside.cli.report.text.Palette;
import dev.ringside.core.report.WindowReport;
import dev.ringside.testkit.golden.GoldenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportTableTest {

  private static final GoldenFiles GOLDEN =
      new GoldenFiles(Path.of("src/test/resources/dev/ringside/cli/report"));

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.ringside.cli.report.json.ReportJsonTest#reports")
  void looksAsItAlwaysDid(String name, WindowReport report) {
    GOLDEN.verify(name + ".txt", plain(ReportTable.UNBOUNDED, report));
  }

  @ParameterizedTest
  @CsvSource({"120", "100", "80"})
  void fitsTheTerminal(int width) {
    assertThat(table(width)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
  }

  @Test
  void keepsTheComparisonHoweverNarrowTheTerminal() {
    assertThat(table(20).get(0))
        .containsSubsequence("phase", "collective", "message", "expected", "observed", "verdict");
  }

  @Test
  void theLastLineIsTheVerdict() {
    assertThat(plain(80, SampleReports.deviation()).lines().toList())
        .last()
        .asString()
        .startsWith("verdict   deviation");
  }

  /** A finding's text has the figures of its evidence, which is for programs. */
  @Test
  void aFindingSaysItsFiguresOnce() {
    WindowReport report = SampleReports.deviation();
    assertThat(report.findings()).isNotEmpty();

    assertThat(plain(ReportTable.UNBOUNDED, report).lines())
        .filteredOn(line -> line.startsWith("warning: "))
        .hasSameSizeAs(report.findings())
        .noneMatch(line -> line.contains("["));
  }

  @Test
  void coloursOnlyTheVerdicts() {
    String coloured =
        new ReportTable(Palette.ANSI, ReportTable.UNBOUNDED).render(SampleReports.deviation());

    assertThat(coloured).contains("\u001b[31mmissing\u001b[0m").contains("\u001b[31mdeviation");
    assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", ""))
        .isEqualTo(plain(ReportTable.UNBOUNDED, SampleReports.deviation()));
  }

  @ParameterizedTest
  @CsvSource({
    "true, '', xterm, ANSI",
    "true, 1, xterm, PLAIN",
    "true, '', dumb, PLAIN",
    "false, '', xterm, PLAIN"
  })
  void coloursOnATerminalUnlessTold(boolean terminal, String noColor, String term, Palette is) {
    assertThat(Palette.of(terminal, Map.of("NO_COLOR", noColor, "TERM", term))).isEqualTo(is);
  }

  @Test
  void ranksAreRuns() {
    assertThat(ReportTable.list(List.of(3, 0, 1, 2, 7, 9, 10))).isEqualTo("0-3,7,9,10");
    assertThat(ReportTable.list(List.of())).isEmpty();
  }

  private static List<String> table(int width) {
    return plain(width, SampleReports.match())
        .lines()
        .skip(2)
        .takeWhile(l -> !l.isEmpty())
        .toList();
  }

  private static String plain(int width, WindowReport report) {
    return new ReportTable(Palette.PLAIN, width).render(report);
  }
}
