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

  /** What was seen so shortly before the end was not over. */
  private static final long JUST_NS = 1_000_000_000;

  private FindingJson() {}

  /** Findings of a running cluster, whose times are UTC. */
  public static String render(List<FindingRecord> findings) {
    return JsonObject.document(
        json -> json.text("schema", SCHEMA).objects("findings", findings, FindingJson::write));
  }

  private static void write(FindingRecord one, JsonObject json) {
    Finding finding = one.finding();
    json.text("id", one.id());
    what(finding, one.state().name(), json);
    json.object(
            "culprit",
            who -> culprit(FindingLog.culprit(finding, one.deployment(), one.replica()), who))
        .text("deployment", one.deployment())
        .number("replica", one.replica())
        .number("first_ns", one.firstNs())
        .number("last_ns", one.lastNs())
        .number("windows", one.windows());
    evidence(finding, one.coverage(), json);
  }

  /** A finding of a report: seconds count from the report's beginning. */
  static void write(WindowReport report, Finding finding, JsonObject json) {
    OptionalLong since = finding.cause().sinceNs();
    OptionalLong until = finding.cause().untilNs();
    boolean isOver = until.isPresent() && until.getAsLong() < report.endNs() - JUST_NS;
    OptionalLong end =
        since.isPresent() && until.isEmpty() ? OptionalLong.of(report.endNs()) : until;
    json.text("id", FindingLog.idOf(report, finding));
    what(finding, isOver ? "RESOLVED" : "OPEN", json);
    json.object(
        "culprit",
        who -> culprit(FindingLog.culprit(finding, report.deployment(), report.replica()), who));
    seconds("since_s", since, report.startNs(), json);
    seconds("until_s", end, report.startNs(), json);
    evidence(finding, report.coverage(), json);
  }

  private static void what(Finding finding, String state, JsonObject json) {
    json.text("kind", finding.kind())
        .text("severity", finding.severity().label())
        .text("state", state);
  }

  private static void evidence(Finding finding, double coverage, JsonObject json) {
    json.text("reason", finding.kind().toUpperCase(Locale.ROOT))
        .label("parallelism", finding.parallelism().label())
        .numbers("ranks", finding.ranks())
        .text("text", finding.text())
        .object("evidence", evidence -> finding.evidence().forEach(evidence::text))
        .ratio("coverage", coverage)
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
