package dev.ringside.cli.demo.live;

import dev.ringside.cli.console.Console;
import dev.ringside.cli.report.text.Humanised;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.exporter.replica.LastWindow;
import dev.ringside.exporter.replica.ReplicaView;
import dev.ringside.exporter.series.SeriesView;
import dev.ringside.exporter.series.WindowFigures;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Expected and observed of each replica, its verdict and how old that is. On a terminal the picture
 * is redrawn in place; elsewhere it is printed when a window or a verdict is new. One thread.
 */
final class LiveView {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Console console;
  private final ZoneId zone;
  private int drawn;
  private List<Optional<String>> printed;

  LiveView(Console console, ZoneId zone) {
    this.console = console;
    this.zone = zone;
  }

  /**
   * @param heading one line above all replicas
   */
  void show(String heading, List<ReplicaView> replicas, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add(clock(now) + "  " + heading);
    replicas.forEach(replica -> lines.addAll(linesOf(replica)));
    if (console.terminal()) {
      redraw(lines);
    } else if (isNews(replicas)) {
      console.show(String.join("\n", lines) + "\n\n");
    }
  }

  private void redraw(List<String> lines) {
    if (drawn > 0) {
      console.out().printf(Locale.ROOT, "\u001b[%dA\u001b[J", drawn);
    }
    console.show(String.join("\n", lines) + "\n");
    drawn = lines.size();
  }

  private boolean isNews(List<ReplicaView> replicas) {
    List<Optional<String>> now = new ArrayList<>();
    for (ReplicaView replica : replicas) {
      now.add(replica.window().map(window -> window.endNs() + verdict(window)));
    }
    boolean news = !now.equals(printed);
    printed = now;
    return news;
  }

  private List<String> linesOf(ReplicaView replica) {
    List<String> lines = new ArrayList<>();
    Optional<LastWindow> last = replica.window();
    lines.add("");
    lines.add(
        "%s/%s  %s"
            .formatted(
                replica.labels().deployment(),
                replica.labels().replica(),
                last.map(this::judged).orElse("no window has ended yet")));
    List<SeriesView> rows =
        replica.series().stream().filter(series -> series.window().isPresent()).toList();
    lines.addAll(
        new TextTable<>(console.width(), rows)
            .left("phase", row -> row.labels().phase())
            .left("collective", row -> row.labels().collective())
            .left("up to", row -> row.labels().sizeClass())
            .right("expected", row -> expected(figures(row)))
            .right("observed", row -> observed(figures(row)))
            .right("busbw", 1, row -> bandwidth(figures(row)))
            .lines());
    last.stream()
        .flatMap(window -> window.findings().stream())
        .map(Finding::kind)
        .distinct()
        .forEach(kind -> lines.add("finding: " + kind.replace('_', ' ')));
    return lines;
  }

  private String judged(LastWindow window) {
    String word = verdict(window);
    return "%s  window %s to %s, %.0f s old, coverage %.0f %%"
        .formatted(
            window.isStale() ? word : console.palette().paint(window.verdict(), word),
            clock(at(window.startNs())),
            clock(at(window.endNs())),
            window.ageMs() / 1e3,
            100 * window.coverage());
  }

  private static String verdict(LastWindow window) {
    return window.isStale() ? "stale" : window.verdict().words();
  }

  private static WindowFigures figures(SeriesView row) {
    return row.window().orElseThrow();
  }

  private static String expected(WindowFigures figures) {
    return figures.expectedCalls().isPresent()
        ? Humanised.count(figures.expectedCalls().getAsLong())
        : Humanised.UNKNOWN;
  }

  private static String observed(WindowFigures figures) {
    String fewest = Humanised.count(figures.calls().fewest());
    String most = Humanised.count(figures.calls().most());
    return fewest.equals(most) ? most : fewest + " to " + most;
  }

  private static String bandwidth(WindowFigures figures) {
    return figures.busBandwidth().isPresent()
        ? Humanised.rate(figures.busBandwidth().getAsDouble())
        : Humanised.UNKNOWN;
  }

  private static Instant at(long ns) {
    return Instant.ofEpochSecond(0, ns);
  }

  private String clock(Instant time) {
    return CLOCK.format(ZonedDateTime.ofInstant(time, zone));
  }

  /** True if the verdict of a replica is that something differs. */
  static boolean isFound(List<ReplicaView> replicas) {
    return replicas.stream()
        .flatMap(replica -> replica.window().stream())
        .map(LastWindow::verdict)
        .anyMatch(Verdict::isDifference);
  }
}
