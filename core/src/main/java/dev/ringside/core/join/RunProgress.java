package dev.ringside.core.join;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.desk.RunOutcome;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankEvent.Slice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One run of a replica while it is joined: its ranks' progress and the passes that wait for other
 * ranks.
 *
 * <p>Pass {@code i} of the replica is pass {@code i} of each rank. It is whole once every rank that
 * takes part has delivered it or ended. Not thread-safe.
 */
final class RunProgress {

  private final RunRef run;
  private final RunRanks ranks;
  private final PassJoin pending = new PassJoin();
  private long frontier;
  private long wholeUntilNs = Long.MIN_VALUE;
  private long misaligned;
  private long startNs = Long.MAX_VALUE;
  private long endNs = Long.MIN_VALUE;

  RunProgress(RunRef run, int replica) {
    this.run = run;
    this.ranks = new RunRanks(run, replica);
  }

  /** Goes on where {@code before} was taken. */
  RunProgress(RunSnapshot before, int replica) {
    this(before.run(), replica);
    RunSnapshot.Marks marks = before.marks();
    frontier = marks.frontier();
    wholeUntilNs = marks.wholeUntilNs();
    misaligned = marks.misaligned();
    startNs = marks.startNs();
    endNs = marks.endNs();
    before.against().ifPresent(ranks::deploy);
    before.ranks().forEach(ranks::put);
    before.waiting().forEach(pending::add);
  }

  RunSnapshot snapshot() {
    return new RunSnapshot(
        run,
        new RunSnapshot.Marks(frontier, wholeUntilNs, misaligned, startNs, endNs),
        ranks.against(),
        ranks.byRank(),
        pending.waiting());
  }

  /** The deployment that passes are cut by from here on. */
  void deploy(Deployment deployment) {
    ranks.deploy(deployment);
  }

  /** Takes a slice in; returns the passes that came after theirs had been joined. */
  List<BlockPart> accept(Slice slice) {
    slice.against().ifPresent(this::deploy);
    RankProgress before = ranks.before(slice, frontier, pending::endIndex);
    List<BlockPart> late = new ArrayList<>();
    for (PassBlock block : slice.passes()) {
      widen(block);
      if (!block.isLoose()) {
        await(block, block.firstIndex() + before.offset(), late);
      }
    }
    ranks.put(slice.sender().rank(), before.after(slice));
    return late;
  }

  /** Passes joined without this rank are late; the others wait under the replica's numbers. */
  private void await(PassBlock block, long firstIndex, List<BlockPart> late) {
    long joined = Math.max(frontier, pending.endIndex(block.rank())) - firstIndex;
    if (joined <= 0) {
      pending.add(block.at(firstIndex));
      return;
    }
    int split = (int) Math.min(joined, block.size());
    late.add(new BlockPart(block, 0, split));
    if (split < block.size()) {
      pending.add(block.copyOf(split, block.size()).at(firstIndex + split));
    }
  }

  private void widen(PassBlock block) {
    for (int i = 0; i < block.size(); i++) {
      long end = block.endNs(i);
      boolean first = startNs == Long.MAX_VALUE;
      startNs = Math.min(startNs, end);
      endNs = first ? end : Math.max(endNs, end);
    }
  }

  /** Without a pass, the run counts as silent from {@code timeNs} on. */
  void noteTime(long timeNs) {
    endNs = endNs == Long.MIN_VALUE ? timeNs : endNs;
  }

  /**
   * The next passes of the replica, alike, if every rank that takes part has delivered them or
   * ended.
   *
   * @param dueBeforeNs a pass that fell due before this no longer waits for a rank
   * @param patienceNs see {@link #dueNs}
   */
  Optional<ReplicaPasses> poll(long dueBeforeNs, long patienceNs) {
    if (pending.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = isFirstWhole();
    if (!whole && dueNs(patienceNs) >= dueBeforeNs) {
      return Optional.empty();
    }
    long first = pending.firstIndex();
    boolean missesEnded = ranks.ended() > 0 && missesOneThatEnded(first);
    List<BlockPart> parts = whole ? pending.takeAlike() : pending.takeOne();
    boolean cut = missesEnded || !parts.stream().allMatch(part -> part.block().complete());
    ReplicaPasses passes = new ReplicaPasses(parts, cut);
    frontier = first + passes.size();
    wholeUntilNs = whole ? Math.max(wholeUntilNs, passes.endNs(passes.size() - 1)) : wholeUntilNs;
    misaligned += passes.isMisaligned() ? passes.size() : 0;
    return Optional.of(passes);
  }

  /** Counts first: with thousands of ranks, most slices find one missing. */
  private boolean isFirstWhole() {
    Collection<Integer> expected = ranks.expected();
    if (pending.holders() + ranks.ended() < expected.size()) {
      return false;
    }
    for (int rank : expected) {
      if (!pending.has(rank) && !ranks.hasEnded(rank)) {
        return false;
      }
    }
    return true;
  }

  /** True if the stream of a rank that takes part ended before the pass that is next. */
  private boolean missesOneThatEnded(long index) {
    return ranks.expected().stream()
        .anyMatch(rank -> !pending.has(rank) && ranks.endedBefore(rank, index));
  }

  /**
   * The rule that says when the first pass that waits is due: event time from which no more of it
   * is waited for.
   *
   * <p>Live: the end of what there is of it, but {@code patienceNs} later if a rank has it and
   * holds it back; for a rank's first pass shows only with its second, however long after, whether
   * the recording has all of it. Declared: its ranks said that they deliver or end, and a partition
   * that wakes late may lag event time by the whole recording, so nothing is due until the run is
   * given up.
   */
  private long dueNs(long patienceNs) {
    if (run.isDeclared()) {
      return pending.firstEndNs() + ReplicaTime.ABANDONED_NS;
    }
    boolean heldBack =
        ranks.anyWithoutPass()
            && ranks.expected().stream()
                .anyMatch(
                    rank -> !pending.has(rank) && ranks.holdsBack(rank, pending.firstIndex()));
    return pending.firstEndNs() + (heldBack ? patienceNs : 0);
  }

  /** When the first pass that waits no longer waits for a rank; see {@link #dueNs}. */
  OptionalLong firstDueNs(long patienceNs) {
    return pending.isEmpty() ? OptionalLong.empty() : OptionalLong.of(dueNs(patienceNs));
  }

  /** True if its last pass ended before {@code timeNs}; without one, if it was opened before. */
  boolean isSilentSince(long timeNs) {
    return endNs != Long.MIN_VALUE && endNs < timeNs;
  }

  /** When it will have been silent for {@code ns}: at once if it has not been told the time. */
  long silentFromNs(long ns) {
    return endNs == Long.MIN_VALUE ? Long.MIN_VALUE : endNs + ns + 1;
  }

  /**
   * Windows from here on must stay open: the end of the first pass of a declared run that waits for
   * a rank, since that rank's passes may lie that far back.
   */
  long holdsOpenFromNs() {
    return run.isDeclared() && !pending.isEmpty() ? pending.firstEndNs() : Long.MAX_VALUE;
  }

  /**
   * Up to here nothing is missing: the end of the last pass that every rank delivered. A rank's
   * passes come in order, so none that is still to come ended before.
   */
  long wholeUntilNs() {
    return wholeUntilNs;
  }

  /** True once every rank that the run declared has sent its end. */
  boolean isOver() {
    return ranks.allEnded();
  }

  RunOutcome outcome() {
    boolean empty = startNs == Long.MAX_VALUE;
    return new RunOutcome(
        ranks.against(),
        List.copyOf(ranks.byRank().keySet()),
        ranks.complete(),
        empty ? 0 : startNs,
        empty ? 0 : endNs,
        misaligned);
  }

  RunRef run() {
    return run;
  }

  Optional<Deployment> against() {
    return ranks.against();
  }
}
