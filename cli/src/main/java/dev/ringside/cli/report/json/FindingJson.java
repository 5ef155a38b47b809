package dev.ringside.cli.report.json;

import dev.ringside.core.finding.FindingLog;
import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.WindowReport;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** A finding for scripts: in a report, and by itself as {@code findings --format json} has it. */
public final class FindingJson {

  public static final String SCHEMA = "ringside.findings/1";

  private FindingJson() {}

  /** Findings of a running cluster, whose times are UTC. */
  public static String render(List<FindingRecord> findings) {
    return JsonObject.document(
        json -> json.text("schema", SCHEMA).objects("findings", findings, FindingJson::write));
  }

  private static void write(FindingRecord one, JsonObject json) {
    Finding finding = one.finding();
    json.text("id", one.id()).text("state", one.state().name());
    json.text("deployment", one.deployment()).number("replica", one.replica());
    what(finding, FindingLog.culprit(finding, one.deployment(), one.replica()), json);
    json.number("first_ns", one.firstNs())
        .number("last_ns", one.lastNs())
        .number("windows", one.windows())
        .ratio("coverage", one.coverage());
  }

  /** A finding of a report: seconds count from the report's beginning. */
  static void write(WindowReport report, Finding finding, JsonObject json) {
    OptionalLong until = finding.cause().untilNs();
    boolean isOver = until.isPresent() && until.getAsLong() < report.endNs();
    json.text("id", FindingLog.idOf(report, finding)).text("state", isOver ? "RESOLVED" : "OPEN");
    what(finding, FindingLog.culprit(finding, report.deployment(), report.replica()), json);
    seconds("since_s", finding.cause().sinceNs(), report.startNs(), json);
    seconds(
        "until_s",
        finding.cause().sinceNs().isPresent() && until.isEmpty()
            ? OptionalLong.of(report.endNs())
            : until,
        report.startNs(),
        json);
    json.ratio("coverage", report.coverage());
  }

  private static void what(Finding finding, Culprit culprit, JsonObject json) {
    json.text("kind", finding.kind())
        .text("severity", finding.severity().label())
        .text("reason", finding.kind().toUpperCase(Locale.ROOT))
        .label("parallelism", finding.parallelism().label())
        .numbers("ranks", finding.ranks())
        .object("culprit", who -> culprit(culprit, who))
        .text("text", finding.text())
        .object("evidence", evidence -> finding.evidence().forEach(evidence::text))
        .text("suggestion", finding.cause().suggestion());
  }

  private static void culprit(Culprit culprit, JsonObject json) {
    json.text("type", culprit.type().label());
    if (culprit.type() == Culprit.Type.RANK || culprit.type() == Culprit.Type.REPLICA) {
      json.numbers("ids", culprit.ids().stream().map(Integer::valueOf).toList());
    } else {
      json.texts("ids", culprit.ids());
    }
  }

  private static void seconds(String key, OptionalLong ns, long startNs, JsonObject json) {
    if (ns.isPresent()) {
      json.seconds(key, Math.max(0, ns.getAsLong() - startNs));
    } else {
      json.unknown(key);
    }
  }
}
