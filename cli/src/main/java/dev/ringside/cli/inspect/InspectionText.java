package dev.ringside.cli.inspect;

import dev.ringside.cli.report.table.ReportTable;
import dev.ringside.cli.report.text.Humanised;
import dev.ringside.cli.report.text.TextTable;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.files.IgnoredFile;
import dev.ringside.ingest.inspect.Coverage;
import dev.ringside.ingest.inspect.FileFacts;
import dev.ringside.ingest.inspect.GroupFacts;
import dev.ringside.ingest.inspect.Inspection;
import dev.ringside.ingest.iterations.EngineCoverage;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is in a set of files: the files, the groups and what they communicated, who waits for whom,
 * how much of the job was seen, and what would show the rest.
 */
public final class InspectionText {

  private static final int MOST_SIZES = 6;
  private static final int MOST_SENTENCES = 8;

  private final int width;
  private final List<String> lines = new ArrayList<>();

  private InspectionText(int width) {
    this.width = width;
  }

  /** One line of the second table: a group's calls of one size. */
  private record Row(GroupFacts group, GroupFacts.Volume volume, String bytes, long calls) {}

  /** All lines, each ended by a newline. */
  public static String render(Inspection inspection, List<EngineCoverage> engine, int width) {
    InspectionText text = new InspectionText(width);
    text.files(inspection);
    if (inspection.recordings().isEmpty()) {
      text.recorded(inspection);
    } else {
      inspection.recordings().forEach(text::recording);
    }
    text.sentences("engine", engine, InspectionText::joined);
    text.sentences("finding", inspection.findings(), InspectionText::sentence);
    text.sentences("advice", inspection.advice(), Function.identity());
    return String.join("\n", text.lines) + "\n";
  }

  private void recording(Inspection.Recording recording) {
    lines.addAll(List.of("== " + recording.folder(), ""));
    recorded(recording.inspection());
    separate();
  }

  private void recorded(Inspection inspection) {
    groups(inspection.groups());
    calls(inspection.groups());
    passes(inspection.told());
    waiting(inspection);
    coverage(inspection.coverage());
  }

  private void files(Inspection inspection) {
    Optional<Path> folder = commonFolder(inspection.files());
    folder.ifPresent(path -> lines.addAll(List.of(path.toString(), "")));
    lines.addAll(
        new TextTable<>(width, inspection.files())
            .left(
                "file",
                file ->
                    folder.map(path -> path.relativize(file.path())).orElse(file.path()).toString())
            .left("format", FileFacts::format)
            .left("because", 3, FileFacts::reason)
            .left("ranks", file -> ranks(file.ranks()))
            .left("runs at", 2, InspectionText::places)
            .right("calls", file -> Humanised.count(file.calls()))
            .left("engine", 2, file -> String.join(", ", file.engines()))
            .right("steps told", 2, file -> counted(file.steps()))
            .right("rejected", 2, file -> counted(sum(file.rejected())))
            .right("span", 1, InspectionText::span)
            .left("times", 1, file -> file.timing().map(KnownTimes::label).orElse(""))
            .left("complete", file -> file.losses().isEmpty() ? "" : "no")
            .lines());
    lines.add("");
    Map<String, Long> remarks = new LinkedHashMap<>();
    inspection
        .files()
        .forEach(file -> file.remarks().forEach(r -> remarks.merge(r, 1L, Long::sum)));
    Map<String, List<String>> losses = new LinkedHashMap<>();
    for (FileFacts file : inspection.files()) {
      for (String loss : file.losses()) {
        losses
            .computeIfAbsent(loss, it -> new ArrayList<>())
            .add(file.path().getFileName().toString());
      }
    }
    sentences("lost", List.copyOf(losses.entrySet()), InspectionText::loss);
    remarks.forEach((remark, files) -> lines.add("remark   " + remark + of(files)));
    if (!inspection.ignored().isEmpty()) {
      lines.add(IgnoredFile.say(inspection.ignored()));
    }
    separate();
  }

  private static Optional<Path> commonFolder(List<FileFacts> files) {
    Set<Path> folders = new HashSet<>();
    files.forEach(file -> folders.add(file.path().getParent()));
    return folders.size() == 1 && files.size() > 1
        ? folders.stream().filter(Objects::nonNull).findFirst()
        : Optional.empty();
  }

  private static String of(long files) {
    return files == 1 ? "" : " (%,d files)".formatted(files);
  }

  private static String loss(Map.Entry<String, List<String>> loss) {
    List<String> files = loss.getValue();
    String more = files.size() == 1 ? "" : " and %,d more".formatted(files.size() - 1);
    return "%s%s: %s".formatted(files.get(0), more, loss.getKey());
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String ranks(List<Integer> ranks) {
    return ranks.isEmpty() ? Humanised.UNKNOWN : ReportTable.list(ranks);
  }

  /** One place, or how many there are: then JSON has them. */
  private static String places(FileFacts file) {
    return switch (file.places().size()) {
      case 0 -> "";
      case 1 -> file.places().get(file.places().firstKey()).text();
      default -> "%,d places".formatted(file.places().size());
    };
  }

  private static String counted(long count) {
    return count == 0 ? "" : Humanised.count(count);
  }

  private static String span(FileFacts file) {
    return file.span().map(span -> Humanised.time((double) span.lengthNs())).orElse("");
  }

  private void groups(List<GroupFacts> groups) {
    if (groups.isEmpty()) {
      return;
    }
    lines.addAll(
        new TextTable<>(width, groups)
            .left("group", InspectionText::title)
            .left("ranks", group -> ranks(group.ranks()) + (group.listed() ? "" : "?"))
            .right("size", 2, group -> group.size() == 0 ? "" : Humanised.count(group.size()))
            .right("calls", group -> Humanised.count(group.calls()))
            .left("serves", group -> group.guess().parallelism())
            .left("sure", group -> group.guess().confidence().name().toLowerCase(Locale.ROOT))
            .left("because", 1, group -> group.guess().reason())
            .lines());
    separate();
  }

  private static String title(GroupFacts group) {
    if (group.description().isEmpty()) {
      return group.name().isEmpty() ? "(unnamed)" : group.name();
    }
    return group.name().isEmpty()
        ? group.description()
        : "%s (%s)".formatted(group.name(), group.description());
  }

  private void calls(List<GroupFacts> groups) {
    List<Row> rows = new ArrayList<>();
    for (GroupFacts group : groups) {
      for (GroupFacts.Volume volume : group.byCollective()) {
        addRows(rows, group, volume);
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    lines.addAll(
        new TextTable<>(width, rows)
            .left("group", row -> title(row.group()))
            .left("ranks", 1, row -> ranks(row.group().ranks()))
            .left("collective", row -> row.volume().collective().label())
            .right("message", Row::bytes)
            .right("calls", row -> Humanised.count(row.calls()))
            .lines());
    separate();
  }

  private static void addRows(List<Row> rows, GroupFacts group, GroupFacts.Volume volume) {
    List<GroupFacts.Size> sizes = volume.sizes();
    for (GroupFacts.Size size : sizes.subList(0, Math.min(MOST_SIZES, sizes.size()))) {
      String bytes = "%s %s".formatted(Humanised.size(size.bytes()), size.dataType());
      rows.add(new Row(group, volume, bytes, size.calls()));
    }
    if (sizes.size() > MOST_SIZES) {
      List<GroupFacts.Size> others = sizes.subList(MOST_SIZES, sizes.size());
      long calls = others.stream().mapToLong(GroupFacts.Size::calls).sum();
      rows.add(new Row(group, volume, "%,d more sizes".formatted(others.size()), calls));
    }
    if (volume.unsized() > 0) {
      rows.add(new Row(group, volume, "not known", volume.unsized()));
    }
  }

  private void passes(List<Inspection.Told> told) {
    if (told.isEmpty()) {
      return;
    }
    lines.addAll(
        new TextTable<>(width, told)
            .left("told by the engine", one -> one.file().getFileName().toString())
            .right("passes", one -> Humanised.count(one.log().iterations().size()))
            .right("of them dummy", one -> counted(dummies(one)))
            .right("prompt tokens", one -> Humanised.count(promptTokens(one)))
            .right("heartbeats", one -> counted(one.log().heartbeats()))
            .right("numbers missing", one -> counted(one.log().missing()))
            .right("rejected", one -> counted(sum(one.log().rejected())))
            .lines());
    separate();
  }

  private static String joined(EngineCoverage replica) {
    return "replica %d: of %,d passes rebuilt and %,d told, %,d are the same; %,d have no word of the engine, and of %,d no call was seen"
        .formatted(
            replica.replica(),
            replica.passes(),
            replica.told(),
            replica.joined().pairs().size(),
            replica.joined().withoutIteration().size(),
            replica.joined().withoutCalls().size());
  }

  private static long dummies(Inspection.Told told) {
    return told.log().iterations().stream().filter(Iteration::dummy).count();
  }

  private static long promptTokens(Inspection.Told told) {
    return told.log().iterations().stream().mapToLong(Iteration::contextTokens).sum();
  }

  private void waiting(Inspection inspection) {
    if (!inspection.waiting().isEmpty()) {
      lines.addAll(
          new TextTable<>(width, inspection.waiting())
              .left("waits in group", Note.Waiting::group)
              .right("call", call -> Long.toString(call.sequence()))
              .left("collective", Note.Waiting::collective)
              .left("ranks that arrived", call -> ranks(call.ranks()))
              .lines());
      separate();
    }
    sentences(
        "moment",
        inspection.reports(),
        report -> "%s: %s".formatted(report.title(), report.verdict()));
    sentences(
        "suspect", inspection.suspects(), one -> "rank %d: %s".formatted(one.rank(), one.reason()));
    sentences(
        "cleared", inspection.cleared(), one -> "rank %d: %s".formatted(one.rank(), one.reason()));
  }

  private void coverage(Coverage coverage) {
    String world =
        coverage.worldSize() == 0
            ? "of a job whose size is not known"
            : "of %,d".formatted(coverage.worldSize());
    lines.add("ranks    %s %s".formatted(ranks(coverage.ranks()), world));
    lines.add(
        "calls    %,d, the size of %,d and the duration of %,d known"
            .formatted(coverage.calls(), coverage.sized(), coverage.timed()));
  }

  private static String sentence(Inspection.Finding finding) {
    return finding.ranks().isEmpty()
        ? finding.text()
        : "%s (%s %s)"
            .formatted(
                finding.text(),
                finding.ranks().size() == 1 ? "rank" : "ranks",
                ranks(finding.ranks()));
  }

  private <T> void sentences(String title, List<T> items, Function<T, String> sentence) {
    for (T item : items.subList(0, Math.min(MOST_SENTENCES, items.size()))) {
      lines.add("%-9s%s".formatted(title, sentence.apply(item)));
    }
    if (items.size() > MOST_SENTENCES) {
      lines.add("         and %,d more".formatted(items.size() - MOST_SENTENCES));
    }
  }

  private void separate() {
    if (!lines.get(lines.size() - 1).isEmpty()) {
      lines.add("");
    }
  }
}
