package dev.ringside.core.join;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.stream.RankEvent.Slice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The ranks of one run: how far each has come, and which of them must deliver a pass. Counts the
 * ranks that have ended or delivered no pass, so that most questions need no walk over all ranks.
 * Not thread-safe.
 */
final class RunRanks {

  private final RunRef run;
  private final int replica;
  private final TreeMap<Integer, RankProgress> ranks = new TreeMap<>();
  private Optional<Deployment> against = Optional.empty();
  private List<Integer> expected;
  private int ended;
  private int withoutPass;

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
    }
    against = Optional.of(deployment);
  }

  void put(int rank, RankProgress progress) {
    RankProgress before = ranks.put(rank, progress);
    ended += (progress.ended() ? 1 : 0) - (before != null && before.ended() ? 1 : 0);
    withoutPass += (progress.hasNoPass() ? 1 : 0) - (before != null && before.hasNoPass() ? 1 : 0);
  }

  /**
   * The progress of the slice's rank before the slice.
   *
   * @param frontier the first pass that is not joined yet
   * @param afterAll one past the last pass that waits; asked for only if a rank restarts
   */
  RankProgress before(Slice slice, long frontier, LongSupplier afterAll) {
    RankProgress known = ranks.get(slice.sender().rank());
    return known != null && known.runId().equals(slice.sender().runId())
        ? known
        : RankProgress.starting(slice.sender().runId(), startOf(known, frontier, afterAll));
  }

  /**
   * The index of a starting rank's first pass. The ranks of a declared run all begin at its first,
   * however late they come. A live rank begins where the others are. A live rank that restarts
   * joins the ranks that restarted before it, or else begins after all that waits, so that its
   * passes meet none of its own.
   */
  private long startOf(RankProgress before, long frontier, LongSupplier afterAll) {
    if (before == null) {
      return run.isDeclared() ? 0 : frontier;
    }
    return ranks.values().stream()
        .mapToLong(RankProgress::offset)
        .filter(start -> start >= frontier && start > before.offset() && start > before.lastIndex())
        .min()
        .orElseGet(() -> Math.max(frontier, afterAll.getAsLong()));
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

  /** True if the rank may have the pass {@code index} and hold it back: it is its first. */
  boolean holdsBack(int rank, long index) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.hasNoPass() && progress.offset() == index;
  }

  int ended() {
    return ended;
  }

  /** True if some rank has delivered no pass yet. */
  boolean anyWithoutPass() {
    return withoutPass > 0;
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
}
