package dev.ringside.cli.inspect;

import dev.ringside.cli.report.json.JsonObject;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.inspect.Coverage;
import dev.ringside.ingest.inspect.FileFacts;
import dev.ringside.ingest.inspect.GroupFacts;
import dev.ringside.ingest.inspect.Inspection;
import dev.ringside.ingest.iterations.EngineCoverage;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import java.util.List;
import java.util.Locale;

/** What is in a set of files as JSON: {@code ringside.inspect/1}. */
public final class InspectionJson {

  public static final String SCHEMA = "ringside.inspect/1";

  private InspectionJson() {}

  public static String render(Inspection inspection, List<EngineCoverage> engine) {
    return JsonObject.document(
        json ->
            json.text("schema", SCHEMA)
                .objects("files", inspection.files(), InspectionJson::file)
                .objects("groups", inspection.groups(), InspectionJson::group)
                .objects("waiting", inspection.waiting(), InspectionJson::waiting)
                .objects(
                    "suspects",
                    inspection.suspects(),
                    (suspect, out) -> rank(out, suspect.rank(), suspect.reason()))
                .objects(
                    "not_suspects",
                    inspection.cleared(),
                    (cleared, out) -> rank(out, cleared.rank(), cleared.reason()))
                .object("coverage", out -> coverage(inspection.coverage(), out))
                .objects("findings", inspection.findings(), InspectionJson::finding)
                .objects("unreadable", inspection.unreadable(), InspectionJson::unreadable)
                .objects(
                    "ignored",
                    inspection.ignored(),
                    (file, out) ->
                        out.text("path", file.file().toString()).text("reason", file.reason()))
                .texts("advice", inspection.advice())
                .objects("iterations", inspection.told(), InspectionJson::told)
                .objects("engine_coverage", engine, InspectionJson::joined)
                .objects(
                    "moments",
                    inspection.reports(),
                    (report, out) ->
                        out.text("title", report.title())
                            .text("verdict", report.verdict())
                            .numbers("ranks", report.ranks()))
                .objects("recordings", inspection.recordings(), InspectionJson::recording));
  }

  private static void recording(Inspection.Recording recording, JsonObject json) {
    Inspection own = recording.inspection();
    json.text("folder", recording.folder().toString())
        .texts("files", own.files().stream().map(file -> file.path().toString()).toList())
        .objects("groups", own.groups(), InspectionJson::group)
        .objects("waiting", own.waiting(), InspectionJson::waiting)
        .objects(
            "suspects",
            own.suspects(),
            (suspect, out) -> rank(out, suspect.rank(), suspect.reason()))
        .objects(
            "not_suspects",
            own.cleared(),
            (cleared, out) -> rank(out, cleared.rank(), cleared.reason()))
        .object("coverage", out -> coverage(own.coverage(), out))
        .objects("findings", own.findings(), InspectionJson::finding);
  }

  private static void file(FileFacts file, JsonObject json) {
    json.text("path", file.path().toString())
        .text("format", file.format())
        .numbers("ranks", file.ranks())
        .number("calls", file.calls())
        .object("rejected", counts -> file.rejected().forEach(counts::number))
        .flag("incomplete", !file.losses().isEmpty())
        .label("timing", file.timing().map(KnownTimes::label).orElse(""))
        .text("reason", file.reason())
        .object(
            "span",
            file.span(),
            (span, out) -> out.seconds("start", span.fromNs()).seconds("length", span.lengthNs()))
        .texts("losses", file.losses())
        .texts("remarks", file.remarks())
        .texts("engines", file.engines())
        .number("steps", file.steps())
        .objects(
            "places",
            List.copyOf(file.places().entrySet()),
            (place, out) -> place(place.getKey(), place.getValue(), out));
  }

  private static void place(int rank, Place place, JsonObject json) {
    json.number("rank", rank)
        .label("host", place.host())
        .knownNumber("pid", place.pid() == 0 ? -1 : place.pid())
        .label("gpu", place.gpu());
  }

  private static void group(GroupFacts group, JsonObject json) {
    json.text("name", group.name())
        .numbers("ranks", group.ranks())
        .label("parallelism", group.guess().parallelism())
        .text("confidence", group.guess().confidence().name().toLowerCase(Locale.ROOT))
        .objects("by_collective", group.byCollective(), InspectionJson::volume)
        .text("reason", group.guess().reason())
        .label("description", group.description())
        .knownNumber("size", group.size() == 0 ? -1 : group.size())
        .flag("ranks_listed", group.listed());
  }

  private static void volume(GroupFacts.Volume volume, JsonObject json) {
    json.text("collective", volume.collective().label())
        .knownNumber("bytes", volume.bytes().orElse(-1))
        .number("calls", volume.calls())
        .number("calls_without_size", volume.unsized())
        .objects(
            "sizes",
            volume.sizes(),
            (size, out) ->
                out.number("message_bytes", size.bytes())
                    .text("dtype", size.dataType())
                    .number("calls", size.calls()));
  }

  private static void waiting(Note.Waiting call, JsonObject json) {
    json.text("group", call.group())
        .number("sequence", call.sequence())
        .text("collective", call.collective())
        .numbers("ranks", call.ranks());
  }

  private static void rank(JsonObject json, int rank, String reason) {
    json.number("rank", rank).text("reason", reason);
  }

  private static void coverage(Coverage coverage, JsonObject json) {
    json.numbers("ranks", coverage.ranks())
        .knownNumber("world_size", coverage.worldSize() == 0 ? -1 : coverage.worldSize())
        .numbers("ranks_missing", coverage.missing())
        .number("calls", coverage.calls())
        .number("calls_with_size", coverage.sized())
        .number("calls_with_duration", coverage.timed());
  }

  private static void finding(Inspection.Finding finding, JsonObject json) {
    json.text("kind", finding.kind())
        .numbers("ranks", finding.ranks())
        .text("text", finding.text());
  }

  private static void joined(EngineCoverage replica, JsonObject json) {
    json.number("replica", replica.replica())
        .number("rank", replica.rank())
        .number("passes", replica.passes())
        .number("told", replica.told())
        .number("joined", replica.joined().pairs().size())
        .number("passes_without_iteration", replica.joined().withoutIteration().size())
        .number("iterations_without_calls", replica.joined().withoutCalls().size());
  }

  private static void told(Inspection.Told told, JsonObject json) {
    List<Iteration> passes = told.log().iterations();
    json.text("path", told.file().toString())
        .numbers("replicas", passes.stream().map(Iteration::replica).distinct().sorted().toList())
        .number("passes", passes.size())
        .number("dummies", passes.stream().filter(Iteration::dummy).count())
        .number("prompt_tokens", passes.stream().mapToLong(Iteration::contextTokens).sum())
        .number("heartbeats", told.log().heartbeats())
        .number("numbers_missing", told.log().missing())
        .object("rejected", counts -> told.log().rejected().forEach(counts::number));
  }

  private static void unreadable(Inspection.Unreadable file, JsonObject json) {
    json.text("path", file.file().toString()).text("problem", file.problem());
  }
}
