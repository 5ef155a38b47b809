package dev.ringside.faults.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The matrix as a table, for people and for benchmarks/results/faults.md. */
final class MatrixTable {

  private static final Path REPOSITORY = Path.of(System.getProperty("ringside.repository", ".."));
  private static final Path FILE = REPOSITORY.resolve("benchmarks/results/faults.md");

  private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|");

  private static final String HEAD =
      """
      # Faults

      Written by `./ringside test --faults`: each line is one test of [faults](../../faults/src/test/java/dev/ringside/faults), its
      figures are what that test measured and asserted. Seeds are fixed; a row that fails says FAILED and why. A run of some rows
      replaces their lines and leaves the others.

      **Machine**: %s. %s.

      | row | what goes wrong | what was done | figures | s |
      | --- | --- | --- | --- | --- |
      """;

  private static final String TAIL =
      """

      Held by tests of the ordinary build:

      | what goes wrong | tests |
      | --- | --- |
      """;

  private final List<Line> lines;

  /**
   * One row of this run.
   *
   * @param failure absent if all that it asserts held
   */
  record Line(Row row, String test, Figures figures, Optional<Throwable> failure, double seconds) {

    private String figuresText() {
      String why = failure.map(Line::firstLine).map(text -> "FAILED: " + text + "; ").orElse("");
      return why + figures.text();
    }

    private static String firstLine(Throwable failure) {
      String text = String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
      return text.substring(0, Math.min(160, text.length()));
    }

    private String markdown() {
      return "| %d | %s | %s | %s | %.1f |%n"
          .formatted(
              row.number(), cell(row.fault()), cell(figures.done()), cell(figuresText()), seconds);
    }

    private static String cell(String text) {
      return text.replace("|", "\\|");
    }
  }

  MatrixTable(Collection<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /** For the console. */
  String plain() {
    return lines.stream()
        .map(
            line ->
                String.format(
                    Locale.ROOT,
                    "row %d %s%n  did: %s%n  figures: %s%n  %.1f s, %s%n",
                    line.row().number(),
                    line.row().fault(),
                    line.figures().done(),
                    line.figuresText(),
                    line.seconds(),
                    line.test()))
        .collect(Collectors.joining());
  }

  void write() {
    try {
      SortedMap<Integer, String> rows = before();
      lines.forEach(line -> rows.put(line.row().number(), line.markdown()));
      String table =
          HEAD.formatted(machine(), LocalDate.now(ZoneOffset.UTC))
              + String.join("", rows.values())
              + TAIL
              + Elsewhere.table(REPOSITORY);
      Files.writeString(FILE, table);
    } catch (IOException e) {
      throw new UncheckedIOException("the table of faults", e);
    }
  }

  /** The lines of the table as it is, by row. */
  private static SortedMap<Integer, String> before() throws IOException {
    SortedMap<Integer, String> rows = new TreeMap<>();
    if (Files.exists(FILE)) {
      for (String line : Files.readAllLines(FILE)) {
        Matcher row = ROW.matcher(line);
        if (row.find()) {
          rows.put(Integer.parseInt(row.group(1)), line + "\n");
        }
      }
    }
    return rows;
  }

  private static String machine() {
    return "%d cores, %d MiB of heap for the tests, JDK %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            Runtime.getRuntime().maxMemory() >> 20,
            Runtime.version());
  }
}
