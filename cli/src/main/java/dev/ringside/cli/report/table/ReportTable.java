package dev.ringside.cli.report.table;

import dev.ringside.cli.report.text.Humanised;
import dev.ringside.cli.report.text.Palette;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.account.Account;
import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The report for a terminal: expected against observed per parallelism, stage, phase and
 * collective; then the findings, where every call went, coverage, and the verdict as last line.
 *
 * <p>Counts and bytes are those of one rank; durations are over all ranks. Thread-safe.
 */
public final class ReportTable {

  /** No terminal to fit: all columns. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  private final Palette palette;
  private final int width;

  /**
   * @param width columns of the terminal, or {@link #UNBOUNDED}
   */
  public ReportTable(Palette palette, int width) {
    this.palette = palette;
    this.width = width;
  }

  /** All lines of the report, each ended by a newline. */
  public String render(WindowReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(title(report));
    lines.add("");
    if (report.rows().isEmpty()) {
      lines.add(nothingToShow(report.account()));
    } else {
      lines.addAll(table(report.rows()));
    }
    lines.add("");
    report.findings().forEach(finding -> lines.add(describe(finding)));
    if (!report.findings().isEmpty()) {
      lines.add("");
    }
    lines.add(passes(report.passes()));
    lines.add(account(report.account()));
    lines.add(coverage(report));
    report.told().map(EngineAccount::window).map(ReportTable::engine).ifPresent(lines::add);
    lines.add(verdict(report));
    return String.join("\n", lines) + "\n";
  }

  private static String nothingToShow(Account account) {
    return account.observed() == 0
        ? "No collective communication was seen."
        : "Calls were seen, but none in a whole pass: see what became of them below.";
  }

  /** Passes, calls, coverage and verdict alone, each line ended by a newline. */
  public String summary(WindowReport report) {
    List<String> lines = new ArrayList<>();
    report.findings().forEach(finding -> lines.add(describe(finding)));
    lines.add(passes(report.passes()));
    lines.add(account(report.account()));
    lines.add(coverage(report));
    report.told().map(EngineAccount::window).map(ReportTable::engine).ifPresent(lines::add);
    lines.add(verdict(report));
    return String.join("\n", lines) + "\n";
  }

  private static String title(WindowReport report) {
    StringJoiner title = new StringJoiner(" \u00b7 ");
    title.add(report.deployment().isEmpty() ? "no deployment" : report.deployment());
    if (!report.modelName().isEmpty()) {
      title.add(report.modelName());
    }
    if (!report.engine().isEmpty()) {
      title.add(report.engine());
    }
    report.layout().ifPresent(layout -> title.add(describe(layout)));
    return title.toString();
  }

  private static String describe(ParallelLayout layout) {
    String text = "tp " + layout.tensor() + ", pp " + layout.pipeline();
    return layout.data() > 1 ? text + ", dp " + layout.data() : text;
  }

  private List<String> table(List<ReportRow> rows) {
    return new TextTable<>(width, rows)
        .left("parallelism", row -> known(row.parallelism().label()))
        .left("stage", 1, row -> Humanised.count(row.stage()))
        .left("phase", row -> known(row.phase().label()))
        .left("collective", row -> row.collective().label())
        .left("for", 6, row -> String.join(", ", row.purposes()))
        .left("dtype", 5, row -> row.dataType().label())
        .right("message", row -> Humanised.size(row.messageBytes()))
        .right("expected", this::expected)
        .right("observed", this::observed)
        .right("bytes/rank", 3, ReportTable::bytes)
        .right("busbw", 2, row -> Humanised.rate(row.busBandwidth().orElse(0)))
        .right("p50", 4, row -> quantile(row, 0.5))
        .right("p99", 4, row -> quantile(row, 0.99))
        .painted("verdict", ReportTable::verdict, text -> paint(verdictOf(text), text))
        .lines();
  }

  private static String known(String label) {
    return label.isEmpty() ? Humanised.UNKNOWN : label;
  }

  private String expected(ReportRow row) {
    return Humanised.count(row.expectedPerRank());
  }

  private String observed(ReportRow row) {
    if (!row.isKnown()) {
      return Humanised.UNKNOWN;
    }
    String most = Humanised.count(row.observedMax());
    return row.observedMin() == row.observedMax()
        ? most
        : Humanised.count(row.observedMin()) + "\u2013" + most;
  }

  /** Calls whose size the recording does not show are not calls of 0 bytes. */
  private static String bytes(ReportRow row) {
    return row.hasUnseenBytes() || !row.isKnown()
        ? Humanised.UNKNOWN
        : Humanised.size(row.observed().bytes());
  }

  private static String quantile(ReportRow row, double q) {
    return row.durations().count() == 0
        ? Humanised.UNKNOWN
        : Humanised.time(row.durations().quantile(q));
  }

  private String paint(Verdict verdict, String text) {
    return palette.paint(verdict, text);
  }

  private static final Set<Transport> NCCL =
      EnumSet.of(Transport.NCCL, Transport.NCCL_SYMMETRIC, Transport.RCCL);

  /** {@code elsewhere (flashinfer, as planned)}: by those that NCCL's hooks do not see. */
  private static String verdict(ReportRow row) {
    if (row.verdict() != Verdict.ELSEWHERE) {
      return row.verdict().words();
    }
    String carriers =
        row.planned().stream()
            .filter(one -> !NCCL.contains(one))
            .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining(", "));
    return "%s (%s, as planned)".formatted(row.verdict().words(), carriers);
  }

  private static Verdict verdictOf(String text) {
    String words = text.replaceFirst(" \\(.*", "");
    return Verdict.valueOf(words.replace(' ', '_').toUpperCase(Locale.ROOT));
  }

  /** Without the evidence: the text has the same figures, and the JSON report has both. */
  private static String describe(Finding finding) {
    String ranks = finding.ranks().isEmpty() ? "" : " (" + named(finding.ranks()) + ")";
    return "%s: %s%s".formatted(finding.severity().label(), finding.text(), ranks);
  }

  private static String passes(PassCounts passes) {
    StringJoiner text = new StringJoiner(", ", "passes    ", "");
    text.add(Humanised.count(passes.prefill()) + " prefill");
    text.add(Humanised.count(passes.decode()) + " decode");
    if (passes.unknown() > 0) {
      text.add(Humanised.count(passes.unknown()) + " of unknown phase");
    }
    text.add(Humanised.count(passes.incomplete()) + " incomplete");
    return text.toString();
  }

  private static String account(Account account) {
    StringJoiner text = new StringJoiner(", ");
    text.add(Humanised.count(account.windowed()) + " windowed");
    addIfAny(text, account.incomplete(), "in incomplete passes");
    addIfAny(text, account.late(), "late");
    addIfAny(text, account.duplicate(), "duplicate");
    for (Map.Entry<String, Long> reason : account.rejected().entrySet()) {
      addIfAny(text, reason.getValue(), "rejected (" + reason.getKey() + ")");
    }
    String line = "calls     %s observed: %s".formatted(Humanised.count(account.observed()), text);
    return account.deadLetteredRecords() == 0
        ? line
        : line + "; " + Humanised.count(account.deadLetteredRecords()) + " records unreadable";
  }

  private static void addIfAny(StringJoiner text, long count, String what) {
    if (count > 0) {
      text.add(Humanised.count(count) + " " + what);
    }
  }

  private static String coverage(WindowReport report) {
    String seen = report.ranks().isEmpty() ? "no ranks" : named(report.ranks());
    if (report.layout().isEmpty()) {
      return "coverage  unknown without a deployment (%s seen)".formatted(seen);
    }
    return String.format(
        Locale.ROOT,
        "coverage  %.0f %% (%s of %d)%s",
        Math.floor(report.coverage() * 100),
        seen,
        report.layout().get().worldSize(),
        callCoverage(report));
  }

  private static String engine(EnginePasses passes) {
    return "engine    ran %s passes, of %s no call was seen (%s tokens); of %s seen ones it tells nothing"
        .formatted(
            Humanised.count(passes.told()),
            Humanised.count(passes.withoutCalls()),
            Humanised.count(passes.unseenTokens()),
            Humanised.count(passes.untold()));
  }

  private static String callCoverage(WindowReport report) {
    return report.callCoverage().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            ", %.0f %% of their calls%s",
            Math.floor(report.callCoverage().getAsDouble() * 100),
            hiddenBy(report));
  }

  /** What carries the calls that cannot be seen, if that is known. */
  private static String hiddenBy(WindowReport report) {
    return report.findings().stream()
        .map(finding -> finding.evidence().get("carriers"))
        .filter(Objects::nonNull)
        .findFirst()
        .map(carriers -> "; not visible: %s".formatted(carriers))
        .orElse("");
  }

  private String verdict(WindowReport report) {
    Verdict verdict = report.verdict();
    return "verdict   %s%s: %s"
        .formatted(
            paint(verdict, verdict.words()),
            report.evidence().map(" (model %s)"::formatted).orElse(""),
            verdict.because(report.rows()));
  }

  private static String named(List<Integer> ranks) {
    return (ranks.size() == 1 ? "rank " : "ranks ") + list(ranks);
  }

  /** {@code 0-3,8}: runs of ranks, so that a thousand of them stay one line. */
  public static String list(List<Integer> ranks) {
    int[] sorted = ranks.stream().mapToInt(Integer::intValue).sorted().toArray();
    StringJoiner runs = new StringJoiner(",");
    int start = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length || sorted[i] != sorted[i - 1] + 1) {
        runs.add(run(Arrays.copyOfRange(sorted, start, i)));
        start = i;
      }
    }
    return runs.toString();
  }

  private static String run(int[] run) {
    int first = run[0];
    int last = run[run.length - 1];
    return switch (run.length) {
      case 1 -> Integer.toString(first);
      case 2 -> first + "," + last;
      default -> first + "-" + last;
    };
  }
}
