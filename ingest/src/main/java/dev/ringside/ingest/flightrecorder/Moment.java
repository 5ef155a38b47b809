package dev.ringside.ingest.flightrecorder;

import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.waiting.GroupStandings;
import dev.ringside.ingest.waiting.Ranks;
import dev.ringside.ingest.waiting.WaitAnalysis;
import dev.ringside.ingest.waiting.WaitReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The dumps of one moment, one a rank. */
final class Moment {

  private final SortedMap<Integer, Dump> dumps = new TreeMap<>();
  private final List<Note> notes = new ArrayList<>();

  /** Takes a dump, unless there is one of its rank already. */
  void read(Path file) {
    OptionalInt named = DumpName.of(file).rank();
    if (named.isPresent() && dumps.containsKey(named.getAsInt())) {
      return;
    }
    try {
      Dump dump = DumpFile.read(file, bytes -> {});
      OptionalInt rank = dump == null ? OptionalInt.empty() : dump.rank();
      if (rank.isPresent()) {
        dumps.putIfAbsent(rank.getAsInt(), dump);
      }
    } catch (UnreadableTraceException e) {
      notes.add(new Note.Incomplete("a dump cannot be read: " + e.getMessage()));
    }
  }

  boolean isHeard() {
    return !dumps.isEmpty();
  }

  WaitReport report() {
    Standings standings = new Standings(dumps);
    List<GroupStandings> groups = standings.groups();
    WaitAnalysis analysis = new WaitAnalysis(dumps.keySet(), groups, standings.transfers());
    noteMissing(groups);
    notes.addAll(analysis.notes());
    dumps.forEach(this::noteBatches);
    Path first = dumps.get(dumps.firstKey()).file();
    return new WaitReport(
        "Flight Recorder, %d dumps as %s".formatted(dumps.size(), first.getFileName()),
        dumps.values().stream().map(Dump::file).toList(),
        List.copyOf(dumps.keySet()),
        analysis.verdict(),
        notes);
  }

  private void noteMissing(List<GroupStandings> groups) {
    NavigableSet<Integer> missing = new TreeSet<>();
    groups.forEach(group -> missing.addAll(group.members()));
    missing.removeAll(dumps.keySet());
    if (!missing.isEmpty()) {
      notes.add(
          new Note.Incomplete(
              "there is no dump of %s: ask why (a process that is gone, or one that cannot answer)"
                  .formatted(Ranks.text(missing))));
    }
  }

  private void noteBatches(int rank, Dump dump) {
    long scheduled = dump.scheduledForEver();
    boolean suspect =
        notes.stream().anyMatch(note -> note instanceof Note.Suspect it && it.rank() == rank);
    if (scheduled > 0 && !suspect) {
      notes.add(
          new Note.Cleared(
              rank,
              "%,d sends and receives are \"scheduled\", as batched ones stay for ever; the batches are completed"
                  .formatted(scheduled)));
    }
  }
}
