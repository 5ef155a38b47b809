package dev.ringside.cli.report.json;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.Traffic;
import java.util.List;
import java.util.Locale;

/**
 * The report as a contract for scripts: {@code ringside.report/1}, described by {@code
 * report-1.schema.json} beside this class's module resources.
 *
 * <p>Keys come in the order of the contract; what is not known is {@code null}, never a magic
 * number; counts and bytes are integers; seconds are decimals exact to the nanosecond; there is no
 * NaN and no exponent.
 */
public final class ReportJson {

  public static final String SCHEMA = "ringside.report/1";

  /** What {@code "deployment"} says when there is none. */
  public static final String NO_DEPLOYMENT = "none";

  private ReportJson() {}

  /** The document, with a newline at its end. */
  public static String render(WindowReport report) {
    return JsonObject.document(json -> report(report, json));
  }

  /** Several reports, as {@code ringside.reports/1}: each says what it is of. */
  public static String render(List<WindowReport> reports) {
    return JsonObject.document(
        json ->
            json.text("schema", "ringside.reports/1")
                .objects("reports", reports, ReportJson::placed));
  }

  private static void placed(WindowReport report, JsonObject json) {
    json.label("scope", report.scope().name().toLowerCase(Locale.ROOT))
        .number("replica", report.replica())
        .label("run", report.runId())
        .number("start_ns", report.startNs())
        .number("end_ns", report.endNs());
    report(report, json);
  }

  private static void report(WindowReport report, JsonObject json) {
    json.text("schema", SCHEMA)
        .text("deployment", report.deployment().isEmpty() ? NO_DEPLOYMENT : report.deployment())
        .object("input", input -> input(report.account(), input))
        .numbers("ranks", report.ranks())
        .object("passes", passes -> passes(report.passes(), passes))
        .objects("collectives", report.rows(), ReportJson::row)
        .objects(
            "findings",
            report.findings(),
            (finding, one) -> FindingJson.write(report, finding, one))
        .ratio("coverage", report.coverage())
        .text("verdict", report.verdict().label())
        .object("coverage_by", by -> coverage(report, by));
    report.told().ifPresent(told -> json.object("engine", engine -> engine(told, engine)));
    report.evidence().ifPresent(word -> json.text("evidence", word));
  }

  private static void engine(EngineAccount told, JsonObject json) {
    json.object("span", span -> engine(told.window(), span))
        .object("total", total -> engine(told.total(), total));
  }

  private static void engine(EnginePasses passes, JsonObject json) {
    json.number("told", passes.told())
        .number("joined", passes.joined())
        .number("without_calls", passes.withoutCalls())
        .number("not_told", passes.untold())
        .number("dummies", passes.dummies())
        .number("skipped_numbers", passes.skipped())
        .number("tokens", passes.tokens())
        .number("rows", passes.rows())
        .number("unseen_tokens", passes.unseenTokens())
        .number("unseen_rows", passes.unseenRows());
  }

  private static void coverage(WindowReport report, JsonObject json) {
    json.ratio("ranks", report.coverage()).knownRatio("calls", report.callCoverage());
  }

  private static void input(Account account, JsonObject json) {
    json.number("calls_observed", account.observed())
        .number("calls_windowed", account.windowed())
        .number("calls_incomplete", account.incomplete())
        .number("late", account.late())
        .number("duplicate", account.duplicate())
        .object("rejected", reasons -> account.rejected().forEach(reasons::number))
        .number("dead_lettered_records", account.deadLetteredRecords());
  }

  private static void passes(PassCounts passes, JsonObject json) {
    json.number("prefill", passes.prefill())
        .number("decode", passes.decode())
        .number("incomplete", passes.incomplete());
    if (passes.unknown() > 0) {
      json.number("unknown", passes.unknown());
    }
  }

  private static void row(ReportRow row, JsonObject json) {
    json.label("parallelism", row.parallelism().label())
        .knownNumber("stage", row.stage())
        .numbers("ranks", row.ranks())
        .label("phase", row.phase().label())
        .label("phase_source", row.phaseSource().label())
        .texts("purposes", row.purposes())
        .text("collective", row.collective().label())
        .knownNumber("send_elements", row.sendElements())
        .text("dtype", row.dataType().label())
        .knownNumber("message_bytes", row.messageBytes())
        .object(
            "observed_per_rank",
            calls ->
                calls
                    .knownNumber("min", row.isKnown() ? row.observedMin() : ReportRow.UNKNOWN)
                    .knownNumber("max", row.isKnown() ? row.observedMax() : ReportRow.UNKNOWN))
        .knownNumber("expected_per_rank", row.expectedPerRank())
        .knownNumber("observed_bytes", known(row, row.observed().bytes()))
        .knownNumber("expected_bytes", row.expected().map(Traffic::bytes).orElse(ReportRow.UNKNOWN))
        .knownNumber("wire_bytes", known(row, row.observed().wireBytes()))
        .object("duration_seconds", durations -> durations(row, durations))
        .number("algbw_bytes_per_second", Math.round(row.algorithmBandwidth().orElse(0)))
        .number("busbw_bytes_per_second", Math.round(row.busBandwidth().orElse(0)))
        .text("verdict", row.verdict().label())
        .texts("transports", row.transports().stream().map(Enum::name).toList())
        .numbers("absent_ranks", row.absent());
    if (!row.planned().isEmpty()) {
      json.texts("planned_transports", row.planned().stream().map(Enum::name).toList());
    }
  }

  private static long known(ReportRow row, long bytes) {
    return row.isKnown() && !row.hasUnseenBytes() ? bytes : ReportRow.UNKNOWN;
  }

  private static void durations(ReportRow row, JsonObject json) {
    json.seconds("sum", row.timing().sumNs())
        .seconds("p50", Math.round(row.durations().quantile(0.5)))
        .seconds("p99", Math.round(row.durations().quantile(0.99)));
  }
}
