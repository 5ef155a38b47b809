package dev.ringside.ingest.inspect;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.progress.Place;
import dev.ringside.ingest.source.KnownTimes;
import dev.ringside.ingest.source.Note;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one file holds.
 *
 * @param reason why it is taken to be of this format
 * @param ranks global ranks, ascending; those without a call too
 * @param places where ranks run, of those of which the file says something
 * @param worldSize ranks of the job, where the file says so
 * @param rejected damaged events that would have been calls, by reason
 * @param timing absent if the file has no call
 * @param span empty if the file has no call
 * @param remarks what explains the calls or their absence, one sentence each
 * @param kinds its calls, those that are alike together
 * @param engines that wrote into it, with their releases where they say so
 * @param steps of which they tell there, without empty ones
 * @param guessed ranks that nothing in the file tells
 */
public record FileFacts(
    Path path,
    String format,
    String reason,
    List<Integer> ranks,
    SortedMap<Integer, Place> places,
    OptionalInt worldSize,
    SortedMap<String, Long> rejected,
    Optional<KnownTimes> timing,
    Optional<Span> span,
    List<String> remarks,
    List<Kind> kinds,
    List<Note> notes,
    List<String> engines,
    long steps,
    Set<Integer> guessed) {

  public FileFacts {
    ranks = List.copyOf(ranks);
    places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
    rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
    remarks = List.copyOf(remarks);
    kinds = List.copyOf(kinds);
    notes = List.copyOf(notes);
    engines = List.copyOf(engines);
    guessed = Set.copyOf(guessed);
  }

  /** Calls of one rank that have everything but their times in common. */
  public record Kind(int rank, CallSignature signature, long calls) {}

  /** From the start of the first call to the end of the last one, nanoseconds since the epoch. */
  public record Span(long fromNs, long toNs) {

    public long lengthNs() {
      return toNs - fromNs;
    }
  }

  public long calls() {
    return kinds.stream().mapToLong(Kind::calls).sum();
  }

  /** Known losses, one sentence each; none if the file holds all that happened, or cannot tell. */
  public List<String> losses() {
    return notesOf(Note.Incomplete.class).stream().map(Note.Incomplete::why).toList();
  }

  <N extends Note> List<N> notesOf(Class<N> kind) {
    return notes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
