package dev.ringside.core.join;

import dev.ringside.core.align.Alignment;
import dev.ringside.core.align.Held;
import dev.ringside.core.align.PassJoin;
import dev.ringside.core.align.PassTrack;
import dev.ringside.core.pass.PassBlock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Passes of live ranks of which it is not known yet which of the replica's they are: of an agent
 * that has just begun, that has restarted, or that has lost a batch. They are held until the {@link
 * Alignment} with a rank whose numbers are known says so.
 *
 * <p>Where no such rank speaks, the rank that began first has the numbers that follow all others.
 * Bound: {@value #MOST_PASSES} passes a rank, and the rank timeout; then the best guess is taken.
 * Not thread-safe.
 */
final class Numbering {

  /** The number of a replica's first pass: others may have begun before it. */
  static final long FIRST = 1 << 20;

  static final int MOST_PASSES = 512;

  /** Ranks that may be looked at for one batch. */
  private static final int FEW = 16;

  private static final int NONE = -1;

  /**
   * Passes that have found their place.
   *
   * @param changed true if their rank's numbers are others than before
   */
  record Placed(List<Held> held, boolean changed) {}

  private static final Placed NOTHING = new Placed(List.of(), false);

  private final RunRanks ranks;
  private final PassJoin pending;
  private final TreeMap<Integer, List<Held>> unplaced = new TreeMap<>();
  private final Map<Integer, Reference> references = new HashMap<>();
  private long longestHeldNs = Long.MAX_VALUE;
  private boolean longestHeldIsKnown = true;

  /**
   * The rank that those of a stage are held against. A look at all ranks finds the best one; it is
   * taken for so many looks that all ranks together cost no more than {@value #FEW} of them each.
   */
  private static final class Reference {
    private final int rank;
    private int looks;

    Reference(int rank, int looks) {
      this.rank = rank;
      this.looks = looks;
    }
  }

  Numbering(RunRanks ranks, PassJoin pending) {
    this.ranks = ranks;
    this.pending = pending;
  }

  void add(Held held) {
    List<Held> ofRank = unplaced.computeIfAbsent(held.block().rank(), rank -> new ArrayList<>());
    ofRank.add(held);
    longestHeldNs = Math.min(longestHeldNs, ofRank.get(0).appendedNs());
  }

  boolean isEmpty() {
    return unplaced.isEmpty();
  }

  /**
   * The ranks to look at after a batch of {@code rank}: all that have no numbers, if they are few,
   * or else itself alone. With thousands of ranks, the others are looked at as time goes on.
   */
  Collection<Integer> worthALookAfter(int rank) {
    if (unplaced.size() <= FEW) {
      return List.copyOf(unplaced.keySet());
    }
    return unplaced.containsKey(rank) ? List.of(rank) : List.of();
  }

  Collection<Integer> ranks() {
    return List.copyOf(unplaced.keySet());
  }

  /** Takes out what is held of a rank that begins again before its passes have found a place. */
  List<Held> drop(int rank) {
    List<Held> dropped = unplaced.remove(rank);
    longestHeldIsKnown &= dropped == null;
    return dropped == null ? List.of() : dropped;
  }

  List<Held> held() {
    List<Held> all = new ArrayList<>();
    unplaced.values().forEach(all::addAll);
    return all;
  }

  /** When the first of the ranks gets the best guess. */
  long lastChanceNs(Patience patience) {
    if (!longestHeldIsKnown) {
      longestHeldNs =
          unplaced.values().stream()
              .mapToLong(held -> held.get(0).appendedNs())
              .min()
              .orElse(Long.MAX_VALUE);
      longestHeldIsKnown = true;
    }
    return patience.goneAtNs(longestHeldNs, Long.MIN_VALUE);
  }

  /**
   * The next of {@code some} ranks whose numbers are known now: it has them, and its passes are
   * handed out.
   *
   * @param readNs the log has been read up to here
   * @param frontier the first pass that is not joined yet
   */
  Placed placeNext(Collection<Integer> some, long readNs, long frontier, Patience patience) {
    for (int rank : some) {
      List<Held> held = unplaced.get(rank);
      if (held == null) {
        continue;
      }
      boolean atLast =
          readNs >= patience.goneAtNs(held.get(0).appendedNs(), Long.MIN_VALUE)
              || passes(held) > MOST_PASSES;
      OptionalLong offset = offsetOf(rank, held, frontier, atLast);
      if (offset.isPresent()) {
        drop(rank);
        boolean changed = ranks.byRank().get(rank).number(offset.getAsLong());
        ranks.noteNumbers();
        return new Placed(held, changed);
      }
    }
    return NOTHING;
  }

  /**
   * Takes a rank's numbers back because of a disagreement, unless its passes that wait are enough
   * to tell that they are right: its next passes will show which they are.
   */
  void doubt(int rank, RankProgress progress) {
    List<Held> waiting = pending.waiting(rank);
    if (!progress.isNumbered() || isConfirmed(rank, waiting)) {
      return;
    }
    pending.remove(rank);
    long numbered = progress.offset();
    progress.doubt();
    ranks.noteNumbers();
    waiting.forEach(held -> add(new Held(shifted(held.block(), -numbered), held.appendedNs())));
  }

  private boolean isConfirmed(int rank, List<Held> waiting) {
    int other = bestReference(rank);
    if (other < 0) {
      return false;
    }
    OptionalLong more = alignment(rank, waiting, other).clearOffset();
    return more.isPresent() && more.getAsLong() == 0;
  }

  private static PassBlock shifted(PassBlock block, long by) {
    return block.at(block.firstIndex() + by);
  }

  private static long passes(List<Held> held) {
    return held.stream().mapToLong(each -> each.block().size()).sum();
  }

  private OptionalLong offsetOf(int rank, List<Held> held, long frontier, boolean atLast) {
    int other = bestReference(rank);
    if (other >= 0) {
      return alignment(rank, held, other).offset(atLast);
    }
    boolean first = !anyNumberedSpeaks() && isEarliest(rank);
    return first || atLast
        ? OptionalLong.of(afterAll(frontier) - held.get(0).block().firstIndex())
        : OptionalLong.empty();
  }

  private long afterAll(long frontier) {
    return Math.max(FIRST, Math.max(frontier, pending.endIndex()));
  }

  private Alignment alignment(int rank, List<Held> held, int other) {
    RankProgress mine = ranks.byRank().get(rank);
    RankProgress theirs = ranks.byRank().get(other);
    boolean timed = mine.isTimed() && theirs.isTimed();
    PassTrack own = PassTrack.of(held).moved(timed ? mine.aheadNs() : 0, Alignment.MOST_OWN);
    PassTrack known = pending.track(other).moved(timed ? theirs.aheadNs() : 0, PassTrack.MOST);
    return new Alignment(own, known, timed ? 0 : stageOf(rank) - stageOf(other));
  }

  /** A rank with passes that wait for others: of the nearest stage, with the most; −1 if none. */
  private int bestReference(int rank) {
    if (pending.filled() == 0) {
      return NONE;
    }
    int stage = stageOf(rank);
    Reference known = references.get(stage);
    if (known != null && known.looks > 0 && known.rank != rank && pending.span(known.rank) > 0) {
      known.looks--;
      return known.rank;
    }
    int best = lookAtAll(rank, stage);
    references.put(stage, new Reference(best, ranks.byRank().size() / FEW));
    return best;
  }

  private int lookAtAll(int rank, int stage) {
    int best = NONE;
    long bestScore = Long.MIN_VALUE;
    for (int other : ranks.byRank().keySet()) {
      long span = other == rank ? 0 : pending.span(other);
      if (span > 0) {
        long away = Math.abs(stage - stageOf(other));
        long score = Math.min(span, PassTrack.MOST) - away * 2 * PassTrack.MOST;
        if (score > bestScore) {
          best = other;
          bestScore = score;
        }
      }
    }
    return best;
  }

  private int stageOf(int rank) {
    return ranks.against().isPresent() ? ranks.against().get().layout().stageOf(rank) : 0;
  }

  private boolean anyNumberedSpeaks() {
    return ranks.byRank().values().stream()
        .anyMatch(p -> p.isNumbered() && !p.isSilent() && !p.ended());
  }

  private boolean isEarliest(int rank) {
    long own = beginning(rank);
    return unplaced.keySet().stream().allMatch(other -> own <= beginning(other));
  }

  private long beginning(int rank) {
    return unplaced.get(rank).get(0).block().endNs(0) + ranks.byRank().get(rank).aheadNs();
  }
}
