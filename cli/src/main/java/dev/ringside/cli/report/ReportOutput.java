package dev.ringside.cli.report;

import dev.ringside.cli.report.json.ReportJson;
import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.cli.report.text.Printable;
import dev.ringside.core.report.WindowReport;
import dev.ringside.simulator.record.BrokenOutputException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Shows a report where the user wants it: the table for people; the JSON, if asked for, into a file
 * or to stdout, which then holds nothing else.
 *
 * @param json file name, or {@code -} for stdout
 */
public record ReportOutput(PrintStream out, PrintStream err, Optional<String> json) {

  private static final String STDOUT = "-";

  /**
   * @param reports of several recordings, one after the other; as JSON, a document each
   * @throws BrokenOutputException if the JSON file cannot be written
   */
  public void show(List<WindowReport> reports, ReportTable table) throws BrokenOutputException {
    boolean jsonToStdout = json.filter(STDOUT::equals).isPresent();
    PrintStream people = jsonToStdout ? err : out;
    for (WindowReport report : reports) {
      people.println();
      people.print(Printable.lines(table.render(report)));
    }
    people.flush();
    if (jsonToStdout) {
      out.writeBytes(bytes(reports));
      out.flush();
    } else if (json.isPresent()) {
      new WholeFile("--report-json", json.get()).write(bytes(reports));
    }
  }

  private static byte[] bytes(List<WindowReport> reports) {
    return reports.stream()
        .map(ReportJson::render)
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }
}
