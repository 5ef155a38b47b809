package dev.ringside.ingest.inspect;

import dev.ringside.ingest.files.IgnoredFile;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.flightrecorder.FlightRecorderDumps;
import dev.ringside.ingest.iterations.IterationLog;
import dev.ringside.ingest.iterations.IterationReader;
import dev.ringside.ingest.ras.RasPolls;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.TraceReader;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.waiting.WaitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is in a set of files.
 *
 * @param unreadable files that are damaged; the others were read all the same
 * @param ignored files that are left aside
 * @param groups busiest first
 * @param told what engines say of their own passes
 * @param reports what dumps that lie together say about who waits for whom, one for each moment
 * @param waiting ranks that have arrived at a call which has not ended
 * @param suspects ranks for which others seem to wait
 * @param cleared ranks that look as if they were at fault and are not
 * @param findings what a person should look into; none if nothing is wrong with what was recorded
 * @param advice which source would show what is missing, one sentence each
 * @param recordings each by itself, where the files are several recordings in folders of their own;
 *     else none. What is said of all of them together is then what is said of each
 */
public record Inspection(
    List<FileFacts> files,
    List<Unreadable> unreadable,
    List<IgnoredFile> ignored,
    List<GroupFacts> groups,
    List<Told> told,
    List<WaitReport> reports,
    List<Note.Waiting> waiting,
    List<Note.Suspect> suspects,
    List<Note.Cleared> cleared,
    Coverage coverage,
    List<Finding> findings,
    List<String> advice,
    List<Recording> recordings) {

  /** One of several recordings that lie in folders of their own: what is below its folder. */
  public record Recording(Path folder, Inspection inspection) {}

  /** A damaged file; the problem is one line that names it. */
  public record Unreadable(Path file, String problem) {}

  /** An engine's own list of its passes, and the file it is in. */
  public record Told(Path file, IterationLog log) {}

  /**
   * @param kind {@code suspect}, {@code waiting}, {@code unreadable}, {@code times_contradict}, or
   *     what a report calls it
   * @param ranks those it is about, ascending; may be empty
   */
  public record Finding(String kind, List<Integer> ranks, String text) {}

  /**
   * Reads all of {@code files}, one after the other.
   *
   * @throws UnreadableTraceException if not one of them can be read
   */
  public static Inspection of(RecordingFiles files, ReadProgress progress)
      throws UnreadableTraceException {
    List<FileFacts> facts = new ArrayList<>();
    List<Unreadable> unreadable = new ArrayList<>();
    List<Told> told = new ArrayList<>();
    Reading reading = new Reading(files.readers(), progress);
    for (Map.Entry<Path, TraceReader> file : files.readers().entrySet()) {
      try {
        if (file.getValue() instanceof IterationReader) {
          told.add(new Told(file.getKey(), IterationLog.read(file.getKey())));
        }
        facts.add(FileSurvey.of(file.getValue(), file.getKey(), reading::advance));
      } catch (UnreadableTraceException e) {
        unreadable.add(new Unreadable(file.getKey(), e.getMessage()));
      }
    }
    if (facts.isEmpty()) {
      throw new UnreadableTraceException(unreadable.get(0).problem());
    }
    List<IgnoredFile> ignored = new ArrayList<>(files.ignored());
    facts.removeIf(file -> isAside(file, ignored));
    Set<String> texts = facts.stream().map(file -> stem(file.path())).collect(Collectors.toSet());
    facts.removeIf(file -> isTwin(file, texts, ignored));
    List<RecordingFolders.Part> parts = RecordingFolders.of(facts);
    if (parts.size() < 2) {
      return of(facts, unreadable, ignored, told, waits(files.readers().keySet()));
    }
    List<Recording> recordings = new ArrayList<>();
    for (RecordingFolders.Part part : parts) {
      List<Path> own = part.files().stream().map(FileFacts::path).toList();
      List<Told> ofPart = told.stream().filter(one -> own.contains(one.file())).toList();
      recordings.add(
          new Recording(
              part.path(), of(part.files(), List.of(), List.of(), ofPart, waits(Set.copyOf(own)))));
    }
    return together(facts, unreadable, ignored, told, recordings);
  }

  /** Groups of one name in two folders stay two; who waits is known in each folder alone. */
  private static Inspection together(
      List<FileFacts> files,
      List<Unreadable> unreadable,
      List<IgnoredFile> ignored,
      List<Told> told,
      List<Recording> recordings) {
    List<GroupFacts> groups = all(recordings, Inspection::groups);
    List<Note.Waiting> waiting = all(recordings, Inspection::waiting);
    List<Note.Suspect> suspects = all(recordings, Inspection::suspects);
    return new Inspection(
        List.copyOf(files),
        List.copyOf(unreadable),
        List.copyOf(ignored),
        groups,
        List.copyOf(told),
        all(recordings, Inspection::reports),
        waiting,
        suspects,
        all(recordings, Inspection::cleared),
        Coverage.of(files, groups).timedAs(all(recordings, one -> List.of(one.coverage()))),
        findings(files, unreadable, waiting, suspects),
        all(recordings, Inspection::advice).stream().distinct().toList(),
        List.copyOf(recordings));
  }

  private static <T> List<T> all(List<Recording> recordings, Function<Inspection, List<T>> of) {
    return recordings.stream().flatMap(one -> of.apply(one.inspection()).stream()).toList();
  }

  private static List<WaitReport> waits(Set<Path> files) {
    List<WaitReport> reports = new ArrayList<>(FlightRecorderDumps.judge(files));
    reports.addAll(RasPolls.judge(files));
    return reports;
  }

  /** Flight Recorder can leave each dump twice: as JSON and as a pickle. */
  private static boolean isTwin(FileFacts file, Set<String> texts, List<IgnoredFile> ignored) {
    String path = file.path().toString();
    return path.endsWith(".pickle")
        && texts.contains(path.replaceFirst("pickle$", "json"))
        && ignored.add(new IgnoredFile(file.path(), "the same dump as JSON is read"));
  }

  private static String stem(Path file) {
    return file.toString().replaceFirst("\\.gz$", "");
  }

  /** A file without a rank is of another kind, or its reader says why it is left aside. */
  private static boolean isAside(FileFacts file, List<IgnoredFile> ignored) {
    if (!file.ranks().isEmpty()) {
      return false;
    }
    String why =
        file.notesOf(Note.Aside.class).stream()
            .findFirst()
            .map(Note.Aside::why)
            .orElse("not " + file.format());
    boolean says = !file.notes().isEmpty() && file.notesOf(Note.Aside.class).isEmpty();
    return !says && ignored.add(new IgnoredFile(file.path(), why));
  }

  /** The same with findings that come from a comparison. */
  public Inspection noting(List<dev.ringside.core.report.Finding> more) {
    List<Finding> all = new ArrayList<>(findings);
    more.forEach(one -> all.add(new Finding(one.kind(), one.ranks(), one.text())));
    return new Inspection(
        files,
        unreadable,
        ignored,
        groups,
        told,
        reports,
        waiting,
        suspects,
        cleared,
        coverage,
        List.copyOf(all),
        advice,
        recordings);
  }

  static Inspection of(
      List<FileFacts> files,
      List<Unreadable> unreadable,
      List<IgnoredFile> ignored,
      List<Told> told,
      List<WaitReport> reports) {
    GroupSurvey survey = new GroupSurvey(files);
    RankCoordinates coordinates = new RankCoordinates();
    for (FileFacts file : files) {
      survey.add(file);
      if (file.ranks().size() == 1) {
        coordinates.add(file.path(), file.ranks().get(0));
      }
    }
    int stated = Coverage.statedWorld(files);
    List<GroupFacts> groups = survey.finish(coordinates, stated);
    Coverage coverage = Coverage.of(files, groups);
    List<Note> notes = new ArrayList<>();
    files.forEach(file -> notes.addAll(file.notes()));
    reports.forEach(report -> notes.addAll(report.notes()));
    List<Note.Waiting> waiting = waiting(of(notes, Note.Waiting.class));
    List<Note.Suspect> suspects = of(notes, Note.Suspect.class);
    return new Inspection(
        List.copyOf(files),
        List.copyOf(unreadable),
        List.copyOf(ignored),
        groups,
        List.copyOf(told),
        List.copyOf(reports),
        waiting,
        suspects,
        of(notes, Note.Cleared.class),
        coverage,
        findings(files, unreadable, waiting, suspects),
        Advice.of(files, groups, coverage),
        List.of());
  }

  private static <N extends Note> List<N> of(List<Note> notes, Class<N> kind) {
    return notes.stream().filter(kind::isInstance).map(kind::cast).distinct().toList();
  }

  /** Each rank tells of itself: the ranks that wait in one call come together here. */
  private static List<Note.Waiting> waiting(List<Note.Waiting> notes) {
    record Call(String group, long sequence, String collective) {}
    Map<Call, SortedSet<Integer>> ranks = new LinkedHashMap<>();
    for (Note.Waiting one : notes) {
      ranks
          .computeIfAbsent(
              new Call(one.group(), one.sequence(), one.collective()), it -> new TreeSet<>())
          .addAll(one.ranks());
    }
    List<Note.Waiting> waiting = new ArrayList<>();
    ranks.forEach(
        (call, who) ->
            waiting.add(
                new Note.Waiting(
                    call.group(), call.sequence(), call.collective(), List.copyOf(who))));
    return waiting;
  }

  private static List<Finding> findings(
      List<FileFacts> files,
      List<Unreadable> unreadable,
      List<Note.Waiting> waiting,
      List<Note.Suspect> suspects) {
    List<Finding> findings = new ArrayList<>();
    for (Note.Suspect suspect : suspects) {
      findings.add(new Finding("suspect", List.of(suspect.rank()), suspect.reason()));
    }
    for (Note.Waiting call : waiting) {
      String text =
          "call %d (%s) of group \"%s\" has not ended on the ranks that arrived"
              .formatted(call.sequence(), call.collective(), call.group());
      findings.add(new Finding("waiting", call.ranks(), text));
    }
    for (Unreadable file : unreadable) {
      findings.add(new Finding("unreadable", List.of(), file.problem()));
    }
    for (FileFacts file : files) {
      if (file.timing().filter(KnownTimes.CONTRADICTORY::equals).isPresent()) {
        findings.add(
            new Finding(
                "times_contradict",
                file.ranks(),
                "the times in %s contradict one another: show none of them"
                    .formatted(file.path())));
      }
    }
    return findings;
  }

  /** Sums up how far all files have been read. */
  private static final class Reading {

    private final ReadProgress progress;
    private final long total;
    private long done;

    Reading(Map<Path, TraceReader> files, ReadProgress progress) throws UnreadableTraceException {
      this.progress = progress;
      long bytes = 0;
      for (Path file : files.keySet()) {
        try {
          bytes += Files.size(file);
        } catch (IOException e) {
          throw new UnreadableTraceException(file, "cannot be read: " + e.getMessage(), e);
        }
      }
      this.total = bytes;
    }

    void advance(long bytes) {
      done = Math.min(total, done + bytes);
      progress.at(done, total);
    }
  }
}
