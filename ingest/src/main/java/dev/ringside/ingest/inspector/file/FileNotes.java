package dev.ringside.ingest.inspector.file;

import dev.ringside.ingest.inspector.JobRanks;
import dev.ringside.ingest.inspector.Membership;
import dev.ringside.ingest.inspector.line.Origin;
import dev.ringside.ingest.inspector.process.CommunicatorLog;
import dev.ringside.ingest.inspector.process.ProcessCalls;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a file says besides its calls: how good its times are, its groups, and what is missing. */
final class FileNotes {

  private FileNotes() {}

  /**
   * @param whole false if the file ends within a line
   */
  static List<Note> of(InspectorCalls calls, JobRanks ranks, boolean whole) {
    List<Note> notes = new ArrayList<>();
    notes.add(new Note.Timing(times(calls)));
    groups(calls, ranks, notes);
    for (ProcessCalls process : calls.processes()) {
      process.losses().forEach(why -> incomplete(notes, process.id() + ": " + why));
    }
    long withheld = calls.lines().withheld();
    if (withheld > 0) {
      incomplete(notes, "%,d records that dumps announced are missing".formatted(withheld));
    }
    long owed = calls.lines().owed();
    if (owed > 0 && calls.hasBareRecords()) {
      incomplete(notes, "the last dump announced %,d records more than there are".formatted(owed));
    }
    if (!whole) {
      incomplete(notes, "the last line breaks off: the process was still writing, or has crashed");
    }
    summary(calls, notes);
    return notes;
  }

  private static void incomplete(List<Note> notes, String why) {
    notes.add(new Note.Incomplete(why));
  }

  /** The worst that is known of any process's times. */
  private static KnownTimes times(InspectorCalls calls) {
    KnownTimes worst = KnownTimes.EXACT;
    for (ProcessCalls process : calls.processes()) {
      KnownTimes own = times(process);
      worst = own.compareTo(worst) > 0 ? own : worst;
    }
    return worst;
  }

  private static KnownTimes times(ProcessCalls process) {
    if (process.isContradictory()) {
      return KnownTimes.CONTRADICTORY;
    }
    boolean rough = process.hasDumpTimes() || process.hasTicks();
    return rough ? KnownTimes.DURATIONS : KnownTimes.EXACT;
  }

  private static void groups(InspectorCalls calls, JobRanks ranks, List<Note> notes) {
    Map<Membership.GroupKey, CommunicatorLog> groups = new LinkedHashMap<>();
    for (ProcessCalls process : calls.processes()) {
      for (CommunicatorLog log : process.communicators()) {
        groups.putIfAbsent(new Membership.GroupKey(log.origin().id(), log.origin().size()), log);
      }
    }
    for (CommunicatorLog log : groups.values()) {
      Origin origin = log.origin();
      String tags = log.tags().isEmpty() ? "" : "user tags " + String.join(", ", log.tags());
      notes.add(new Note.Group(origin.label(), ranks.membersOf(origin), tags));
      if (!origin.name().isEmpty() && !origin.id().isEmpty()) {
        notes.add(new Note.Called(origin.id(), origin.name(), ranks.membersOf(origin)));
      }
    }
  }

  private static void summary(InspectorCalls calls, List<Note> notes) {
    boolean accl = calls.processes().stream().anyMatch(ProcessCalls::hasTicks);
    if (accl && !calls.isSummed()) {
      incomplete(notes, "no summary line: the process did not come to its end");
    } else if (calls.isSummed() && !calls.isSummedComplete()) {
      incomplete(
          notes,
          "the summary says incomplete: dropped_collectives %,d, leaked_collectives %,d"
              .formatted(calls.summedDropped(), calls.summedLeaked()));
    }
  }
}
