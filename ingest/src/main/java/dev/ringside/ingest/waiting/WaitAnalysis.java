package dev.ringside.ingest.waiting;

import dev.ringside.ingest.source.Note;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the ranks for which others wait and which do not wait themselves. Of a chain of ranks, each
 * waiting for the next, only the last is a suspect.
 *
 * <p>Collectives are asked first. Sends and receives only explain why a rank waits, unless no
 * collective says anything: a peer that has done its part long ago leaves no trace either.
 *
 * <p>Cost: per group its members times the calls at which some of them stand.
 */
public final class WaitAnalysis {

  private final Set<Integer> heard;
  private final List<Wait> waits;
  private final List<Transfer> transfers;

  /** Those that themselves wait, in a collective, for a rank that is behind. */
  private final Set<Integer> heldUp = new HashSet<>();

  private final SortedMap<Integer, String> suspects = new TreeMap<>();
  private final SortedMap<Integer, String> cleared = new TreeMap<>();

  /**
   * @param heard global ranks of which there is a dump or an answer
   */
  public WaitAnalysis(Set<Integer> heard, List<GroupStandings> groups, List<Transfer> transfers) {
    this.heard = Set.copyOf(heard);
    this.waits = groups.stream().flatMap(group -> group.waits().stream()).toList();
    this.transfers = List.copyOf(transfers);
    waits.stream()
        .filter(wait -> !wait.behind().isEmpty())
        .map(Wait::there)
        .forEach(heldUp::addAll);
    blame();
    clear();
  }

  private void blame() {
    for (Wait wait : waits) {
      for (int rank : wait.behind()) {
        if (!heldUp.contains(rank)) {
          suspects.putIfAbsent(rank, behind(rank, wait));
        }
      }
      for (int rank : wait.group().oddOnes(wait)) {
        suspects.putIfAbsent(
            rank, "calls differ: %s in %s".formatted(Ranks.are(wait.there()), wait.call()));
      }
    }
    if (suspects.isEmpty()) {
      blameCircle();
    }
    if (suspects.isEmpty()) {
      blamePeers();
    }
  }

  private void blameCircle() {
    for (Wait wait : waits) {
      for (int rank : wait.behind()) {
        suspects.putIfAbsent(rank, "ranks wait for one another in a circle: " + behind(rank, wait));
      }
    }
  }

  private void blamePeers() {
    Set<Integer> waiting = new HashSet<>();
    transfers.forEach(transfer -> waiting.add(transfer.rank()));
    for (Transfer transfer : transfers) {
      if (!waiting.contains(transfer.peer())) {
        suspects.putIfAbsent(transfer.peer(), peer(transfer));
      }
    }
  }

  private String peer(Transfer transfer) {
    return "rank %d is in %s %,d of group %s, and %s"
        .formatted(
            transfer.rank(),
            transfer.call(),
            transfer.sequence(),
            transfer.group(),
            heard.contains(transfer.peer())
                ? "rank %d has not come to it".formatted(transfer.peer())
                : "there is nothing of rank %d".formatted(transfer.peer()));
  }

  private String behind(int rank, Wait wait) {
    Standing standing = wait.group().standings().get(rank);
    String where;
    if (!heard.contains(rank)) {
      where = "there is nothing of rank %d".formatted(rank);
    } else if (standing == null) {
      where = "rank %d has no open call of this group".formatted(rank);
    } else if (standing.open()) {
      where =
          "rank %d has not finished %s %,d, which the others have"
              .formatted(rank, standing.collective(), standing.sequence());
    } else {
      where = "rank %d has not come to it".formatted(rank);
    }
    return "%s in %s; %s".formatted(Ranks.wait(wait.there()), wait.call(), where);
  }

  private void clear() {
    for (Wait wait : waits) {
      for (int rank : wait.behind()) {
        if (!suspects.containsKey(rank)) {
          cleared.putIfAbsent(rank, "is waited for and waits itself: " + waitOf(rank));
        }
      }
    }
    for (Transfer transfer : transfers) {
      if (!suspects.containsKey(transfer.peer()) && heldUp.contains(transfer.peer())) {
        cleared.putIfAbsent(
            transfer.peer(), "is waited for and waits itself: " + waitOf(transfer.peer()));
      }
    }
  }

  private String waitOf(int rank) {
    return waits.stream()
        .filter(wait -> !wait.behind().isEmpty() && wait.there().contains(rank))
        .findFirst()
        .map(wait -> "in %s for %s".formatted(wait.call(), Ranks.text(wait.behind())))
        .orElse("");
  }

  /** One sentence. */
  public String verdict() {
    if (!suspects.isEmpty()) {
      return "stuck: others wait for " + Ranks.text(suspects.keySet());
    }
    NavigableSet<Integer> there = new TreeSet<>();
    waits.forEach(wait -> there.addAll(wait.there()));
    return there.isEmpty()
        ? "no rank waits"
        : "%s in calls to which all have come; no rank is behind".formatted(Ranks.are(there));
  }

  /** {@code Waiting}, those for which a rank is missing first; {@code Suspect}; {@code Cleared}. */
  public List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    waits.stream().filter(wait -> !wait.behind().isEmpty()).forEach(wait -> notes.add(note(wait)));
    waits.stream().filter(wait -> wait.behind().isEmpty()).forEach(wait -> notes.add(note(wait)));
    transfers.forEach(
        one ->
            notes.add(
                new Note.Waiting(one.group(), one.sequence(), one.call(), List.of(one.rank()))));
    suspects.forEach((rank, reason) -> notes.add(new Note.Suspect(rank, reason)));
    cleared.forEach((rank, reason) -> notes.add(new Note.Cleared(rank, reason)));
    return notes;
  }

  private static Note note(Wait wait) {
    return new Note.Waiting(wait.group().name(), wait.sequence(), wait.collective(), wait.there());
  }
}
