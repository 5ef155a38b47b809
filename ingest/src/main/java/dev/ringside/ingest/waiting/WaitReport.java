package dev.ringside.ingest.waiting;

import dev.ringside.ingest.source.Note;
import java.nio.file.Path;
import java.util.List;

/**
 * What files of one moment, or polls of one job, say about who waits for whom.
 *
 * @param title which dumps or polls these are, for a heading
 * @param files those that were read, by name
 * @param ranks global ranks that were heard, ascending
 * @param verdict one sentence
 * @param notes {@code Waiting}, {@code Suspect}, {@code Cleared} and {@code Incomplete}
 */
public record WaitReport(
    String title, List<Path> files, List<Integer> ranks, String verdict, List<Note> notes) {

  public WaitReport {
    files = files.stream().sorted().toList();
    ranks = ranks.stream().sorted().toList();
    notes = List.copyOf(notes);
  }

  /** Global ranks for which others seem to wait, ascending. */
  public List<Integer> suspects() {
    return notes.stream()
        .filter(Note.Suspect.class::isInstance)
        .map(note -> ((Note.Suspect) note).rank())
        .sorted()
        .toList();
  }

  /** Global ranks that look at fault and are not, ascending. */
  public List<Integer> cleared() {
    return notes.stream()
        .filter(Note.Cleared.class::isInstance)
        .map(note -> ((Note.Cleared) note).rank())
        .sorted()
        .toList();
  }
}
