package dev.ringside.cli.report;

import dev.ringside.cli.report.json.ReportJson;
import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.core.report.WindowReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Shows a report where the user wants it: the table for people; the JSON, if asked for, into a file
 * or to stdout, which then holds nothing else.
 *
 * @param json file name, or {@code -} for stdout
 */
public record ReportOutput(PrintStream out, PrintStream err, Optional<String> json) {

  private static final String STDOUT = "-";

  /**
   * A file appears whole or not at all.
   *
   * @throws IOException if the JSON file cannot be written
   */
  public void show(WindowReport report, ReportTable table) throws IOException {
    boolean jsonToStdout = json.filter(STDOUT::equals).isPresent();
    PrintStream people = jsonToStdout ? err : out;
    people.println();
    people.print(table.render(report));
    people.flush();
    if (jsonToStdout) {
      out.write(bytes(report));
      out.flush();
    } else if (json.isPresent()) {
      writeFile(report, Path.of(json.get()).toAbsolutePath());
    }
  }

  private static void writeFile(WindowReport report, Path file) throws IOException {
    Path draft = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".part");
    try {
      Files.write(draft, bytes(report));
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static byte[] bytes(WindowReport report) {
    return ReportJson.render(report).getBytes(StandardCharsets.UTF_8);
  }
}
