package dev.ringside.core.join;

import dev.ringside.core.align.Held;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Sender;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The ranks of one run: how far each has come, and which of them must deliver a pass. Counts the
 * ranks that have ended or are silent, so that most questions need no walk over all ranks. Not
 * thread-safe.
 */
final class RunRanks {

  private final RunRef run;
  private final int replica;
  private final TreeMap<Integer, RankProgress> ranks = new TreeMap<>();
  private Optional<Deployment> against = Optional.empty();
  private List<Integer> expected;
  private int ended;
  private int silent;
  private long heardNs = Long.MIN_VALUE;
  private RankMarks marks;
  private int behind;

  RunRanks(RunRef run, int replica) {
    this.run = run;
    this.replica = replica;
    expected = run.declaredRanks();
  }

  /** The deployment that the passes are cut by; a live run expects all ranks of its replica. */
  void deploy(Deployment deployment) {
    boolean known = against.isPresent() && against.get().layout().equals(deployment.layout());
    if (!run.isDeclared() && !known) {
      expected = deployment.layout().ranksOfReplica(replica);
      recount();
    }
    against = Optional.of(deployment);
  }

  /** Counts once, not once a rank: a state is copied after each checkpoint. */
  void restore(Map<Integer, RankProgress.Snapshot> before) {
    before.forEach(
        (rank, snapshot) -> {
          RankProgress progress = RankProgress.of(snapshot);
          ranks.put(rank, progress);
          heardNs = Math.max(heardNs, progress.heardNs());
        });
    recount();
  }

  /** Only of expected ranks: others hold back nothing. */
  private void recount() {
    marks = null;
    ended = count(RankProgress::ended);
    silent = count(RankProgress::isSilent);
  }

  private int count(Predicate<RankProgress> what) {
    int count = 0;
    for (int rank : expected) {
      RankProgress progress = ranks.get(rank);
      count += progress != null && what.test(progress) ? 1 : 0;
    }
    return count;
  }

  /**
   * The progress of a rank that has just been heard. One that has begun a new run has no numbers
   * yet. If all had been silent for {@code timeoutNs}, each is waited for again.
   */
  RankProgress hear(Sender sender, Heard heard, long timeoutNs) {
    if (silent > 0 && heard.appendedNs() >= Patience.later(heardNs, timeoutNs)) {
      ranks.values().forEach(RankProgress::expectAgain);
      recount();
    }
    heardNs = Math.max(heardNs, heard.appendedNs());
    RankProgress progress = ranks.computeIfAbsent(sender.rank(), rank -> begun(sender.runId()));
    if (!progress.runId().equals(sender.runId())) {
      ended -= progress.ended() ? 1 : 0;
      progress.restart(sender.runId());
      marks = null;
    }
    long before = waitedForUntilNs(progress);
    progress.hear(heard);
    if (marks != null && !progress.isSilent() && isExpected(sender.rank())) {
      marks.move(before, waitedForUntilNs(progress));
    }
    return progress;
  }

  /** Of a live run, whose ranks stand in order. */
  private boolean isExpected(int rank) {
    return Collections.binarySearch(expected, rank) >= 0;
  }

  /** The run in which the rank was heard last; empty if never. */
  String runIdOf(int rank) {
    RankProgress progress = ranks.get(rank);
    return progress == null ? "" : progress.runId();
  }

  private RankProgress begun(String runId) {
    return run.isDeclared() ? RankProgress.declared(runId) : RankProgress.live(runId);
  }

  void end(RankProgress progress) {
    ended += progress.ended() ? 0 : 1;
    progress.end();
  }

  void deliver(RankProgress progress, Held numbered) {
    boolean returns = progress.isSilent();
    marks = returns || progress.hasNoPass() ? null : marks;
    progress.deliver(numbered.block());
    silent -= returns ? 1 : 0;
  }

  /** The passes are settled without the rank, and so are those after them until it delivers. */
  void giveUp(int rank) {
    RankProgress progress = ranks.computeIfAbsent(rank, r -> begun(""));
    silent += progress.isSilent() ? 0 : 1;
    marks = null;
    progress.giveUp();
  }

  /** The last of the parts' passes was joined and ended at {@code endNs} for the replica. */
  void noteJoined(List<BlockPart> parts, long endNs) {
    marks = null;
    for (BlockPart part : parts) {
      ranks.get(part.rank()).noteJoined(part.endNs(part.size() - 1), endNs);
    }
  }

  /**
   * The ranks that must deliver a pass: the declared ones, or for live agents all of the replica.
   */
  Collection<Integer> expected() {
    return expected;
  }

  boolean hasEnded(int rank) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.ended();
  }

  /** True if the rank's stream ended before the pass {@code index}. */
  boolean endedBefore(int rank, long index) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.ended() && progress.lastIndex() < index;
  }

  boolean isSilent(int rank) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.isSilent();
  }

  /** Ranks that no pass waits for: silent, or of a declared run and ended. */
  int absent() {
    return run.isDeclared() ? ended : silent;
  }

  int ended() {
    return ended;
  }

  /** When the rank was last heard; the least of all times if never. */
  long heardNs(int rank) {
    RankProgress progress = ranks.get(rank);
    return progress == null ? Long.MIN_VALUE : progress.heardNs();
  }

  boolean owesFirst(int rank) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.owesFirst();
  }

  /** When any rank was last heard. */
  long heardNs() {
    return heardNs;
  }

  /**
   * Up to here all ranks that are waited for have sent everything, in the replica's time; the least
   * of all times while one of them has delivered no pass.
   */
  long markNs() {
    if (marks == null) {
      marks = new RankMarks();
      for (int rank : expected) {
        RankProgress progress = ranks.get(rank);
        if (progress == null || !progress.isSilent()) {
          marks.add(progress == null ? Long.MIN_VALUE : waitedForUntilNs(progress));
        }
      }
    }
    return marks.leastNs();
  }

  private static long waitedForUntilNs(RankProgress progress) {
    return progress.isNumbered() && !progress.hasNoPass() ? progress.markNs() : Long.MIN_VALUE;
  }

  /**
   * The least mark of the expected ranks that were heard at {@code sinceNs} of the broker's time or
   * later, each by its own clock. The least of all times if there is none, or while one of the
   * others was never heard.
   */
  long bareMarkNs(long sinceNs) {
    long least = Long.MAX_VALUE;
    for (int rank : expected) {
      RankProgress progress = ranks.get(rank);
      if (progress == null) {
        return Long.MIN_VALUE;
      }
      if (progress.heardNs() >= sinceNs) {
        least = Math.min(least, progress.bareMarkNs());
      }
    }
    return least == Long.MAX_VALUE ? Long.MIN_VALUE : least;
  }

  /**
   * True if {@link #bareMarkNs} may be {@code toNs} or later. The rank that was seen to be behind
   * is asked first: as a rule it still is.
   */
  boolean mayHaveCome(long toNs, long sinceNs) {
    for (int i = 0; i < expected.size(); i++) {
      behind = behind < expected.size() ? behind : 0;
      RankProgress progress = ranks.get(expected.get(behind));
      if (progress == null || (progress.heardNs() >= sinceNs && progress.bareMarkNs() < toNs)) {
        return false;
      }
      behind++;
    }
    return true;
  }

  /** A rank's numbers were given or taken back: it may be another that is waited for now. */
  void noteNumbers() {
    marks = null;
  }

  /** The same for ranks of no known deployment: of those that have been heard. */
  long looseMarkNs() {
    return ranks.values().stream()
        .filter(progress -> !progress.isSilent() && !progress.ended())
        .mapToLong(RankProgress::markNs)
        .min()
        .orElse(Long.MIN_VALUE);
  }

  /** True once every rank that the run declared has sent its end. */
  boolean allEnded() {
    return run.isDeclared() && ended > 0 && run.declaredRanks().stream().allMatch(this::hasEnded);
  }

  /**
   * Ranks whose stream is complete: ended, without a gap, and not more than one pass short of the
   * longest.
   */
  List<Integer> complete() {
    long longest = ranks.values().stream().mapToLong(RankProgress::lastIndex).max().orElse(-1);
    return ranks.entrySet().stream()
        .filter(entry -> entry.getValue().isComplete(longest))
        .map(Map.Entry::getKey)
        .toList();
  }

  Optional<Deployment> against() {
    return against;
  }

  Map<Integer, RankProgress> byRank() {
    return ranks;
  }

  /**
   * Ranks that were heard at {@code sinceNs} of the broker's time or later and have not ended,
   * ascending.
   */
  List<Integer> heardSince(long sinceNs) {
    return ranks.entrySet().stream()
        .filter(rank -> rank.getValue().heardNs() >= sinceNs && !rank.getValue().ended())
        .map(Map.Entry::getKey)
        .toList();
  }
}
