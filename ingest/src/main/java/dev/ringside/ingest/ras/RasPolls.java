package dev.ringside.ingest.ras;

import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.Likelihood;
import dev.ringside.ingest.source.Note;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.ingest.waiting.WaitReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who waits for whom, from answers of RAS. Counts differ between ranks of every healthy job; only
 * where all of them stand still from one answer to the next is a difference a finding.
 *
 * <p>{@code ringside inspect} calls it with all files that it was given.
 */
public final class RasPolls {

  private static final Comparator<RasPoll> BY_TIME =
      Comparator.comparing(RasPoll::timestamp).thenComparing(poll -> poll.file().toString());

  private RasPolls() {}

  /**
   * One report for each folder with answers of RAS, from the last two of them. Files of other
   * formats are passed over, and so are damaged ones, with a note.
   */
  public static List<WaitReport> judge(Collection<Path> files) {
    Map<Path, List<RasPoll>> folders = new TreeMap<>();
    List<Note> damaged = new ArrayList<>();
    for (Path file : files.stream().sorted().toList()) {
      try {
        boolean ras = new RasReader().sniff(Head.of(file)).compareTo(Likelihood.NONE) > 0;
        RasPoll poll = ras ? RasPoll.read(file, bytes -> {}) : null;
        if (poll != null) {
          folders
              .computeIfAbsent(file.toAbsolutePath().getParent(), any -> new ArrayList<>())
              .add(poll);
        }
      } catch (UnreadableTraceException e) {
        damaged.add(new Note.Incomplete(e.getMessage()));
      }
    }
    return folders.values().stream()
        .map(RasPolls::byTime)
        .map(polls -> new PollComparison(polls, damaged).report())
        .toList();
  }

  /**
   * The calls that do not end, of each rank that has launched one; empty while anything moves, and
   * where all ranks have launched the same: then RAS cannot tell a hang from a pause.
   *
   * @throws UnreadableTraceException with one line, if one of them is not an answer of RAS
   */
  public static List<StuckCall> stuck(Path before, Path last) throws UnreadableTraceException {
    return StuckCalls.of(required(before), required(last));
  }

  private static RasPoll required(Path file) throws UnreadableTraceException {
    RasPoll poll = RasPoll.read(file, bytes -> {});
    if (poll == null) {
      throw new UnreadableTraceException(file, "is not an answer of RAS as JSON");
    }
    return poll;
  }

  /** The same answer saved twice is one: it would look as if nothing moved. */
  private static List<RasPoll> byTime(List<RasPoll> polls) {
    Map<String, RasPoll> byTime = new TreeMap<>();
    polls.stream().sorted(BY_TIME).forEach(poll -> byTime.putIfAbsent(poll.timestamp(), poll));
    return List.copyOf(byTime.values());
  }
}
