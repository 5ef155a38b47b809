package dev.ringside.core.join;

import dev.ringside.core.align.Agreement;
import dev.ringside.core.align.Alignment;
import dev.ringside.core.align.Held;
import dev.ringside.core.align.PassJoin;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.ReplicaPasses;
import dev.ringside.core.desk.RunOutcome;
import dev.ringside.core.desk.RunRef;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Slice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One run of a replica while it is joined: its ranks' progress and the passes that wait for other
 * ranks.
 *
 * <p>Pass {@code i} of the replica is the same forward pass on each rank: of a declared run, the
 * {@code i}-th of each, and of live ranks what {@link Numbering} finds. It is settled once every
 * rank that takes part has delivered it or is no longer waited for. Not thread-safe.
 */
final class RunProgress {

  private final RunRef run;
  private final RunRanks ranks;
  private final PassJoin pending = new PassJoin();
  private final Numbering numbering;
  private final RankWaits waits;
  private long frontier;
  private long wholeUntilNs = Long.MIN_VALUE;
  private long misaligned;
  private long startNs = Long.MAX_VALUE;
  private long endNs = Long.MIN_VALUE;
  private boolean loose;
  private int doubtful;

  RunProgress(RunRef run, int replica) {
    this.run = run;
    this.ranks = new RunRanks(run, replica);
    this.numbering = new Numbering(ranks, pending);
    this.waits = new RankWaits(run, ranks, pending);
  }

  /** Goes on where {@code before} was taken. */
  RunProgress(RunSnapshot before, int replica) {
    this(before.run(), replica);
    RunSnapshot.Marks marks = before.marks();
    frontier = marks.frontier();
    wholeUntilNs = marks.wholeUntilNs();
    misaligned = marks.misaligned();
    doubtful = marks.doubtful();
    loose = marks.loose();
    startNs = marks.startNs();
    endNs = marks.endNs();
    before.against().ifPresent(ranks::deploy);
    ranks.restore(before.ranks());
    before.waiting().forEach(pending::add);
    before.unplaced().forEach(numbering::add);
  }

  RunSnapshot snapshot() {
    Map<Integer, RankProgress.Snapshot> byRank = new TreeMap<>();
    ranks.byRank().forEach((rank, progress) -> byRank.put(rank, progress.snapshot()));
    return new RunSnapshot(
        run,
        new RunSnapshot.Marks(frontier, wholeUntilNs, misaligned, doubtful, loose, startNs, endNs),
        ranks.against(),
        byRank,
        pending.waiting(),
        numbering.held());
  }

  /** The deployment that passes are cut by from here on. */
  void deploy(Deployment deployment) {
    ranks.deploy(deployment);
  }

  /**
   * What of a slice found no place.
   *
   * @param late passes that came after theirs had been joined
   * @param unplaced passes of which nothing will say which they are
   */
  record Leftover(List<BlockPart> late, List<BlockPart> unplaced) {

    Leftover() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Takes a slice in.
   *
   * @param readNs the log has been read up to here: no rank counts as heard before that
   */
  Leftover accept(Slice slice, Patience patience, long readNs) {
    slice.against().ifPresent(this::deploy);
    int rank = slice.sender().rank();
    String before = ranks.runIdOf(rank);
    // A partition that was thought to be read to its end may wake with older records.
    Heard heard = new Heard(slice.heard().untilNs(), Math.max(slice.heard().appendedNs(), readNs));
    RankProgress progress = ranks.hear(slice.sender(), heard, patience.rankTimeoutNs());
    Leftover left = new Leftover();
    if (!before.equals(progress.runId())) {
      drop(rank, left);
    }
    for (int i = 0; i < slice.passes().size(); i++) {
      passGap(slice, i, progress, left);
      take(new Held(slice.passes().get(i), heard.appendedNs()), progress, left);
    }
    passGap(slice, slice.passes().size(), progress, left);
    if (slice.endOfStream()) {
      ranks.end(progress);
    }
    if (!numbering.isEmpty()) {
      place(numbering.worthALookAfter(rank), patience, readNs, left);
    }
    return left;
  }

  private void drop(int rank, Leftover left) {
    numbering.drop(rank).forEach(held -> left.unplaced().add(held.block().whole()));
  }

  /** A live rank's numbers end with a batch that is lost; those of a declared run count on. */
  private void passGap(Slice slice, int at, RankProgress progress, Leftover left) {
    if (slice.gapAt() == at) {
      progress.missBatches();
      if (!run.isDeclared()) {
        drop(slice.sender().rank(), left);
        progress.unnumber();
        ranks.noteNumbers();
      }
    }
  }

  private void take(Held held, RankProgress progress, Leftover left) {
    widen(held.block());
    boolean inNoPass = held.block().isLoose();
    // Beside a deployment such calls say nothing of how far the passes are.
    loose = inNoPass && ranks.against().isEmpty();
    if (progress.isNumbered() && !inNoPass) {
      await(held, progress, left);
    } else if (!inNoPass) {
      numbering.add(held);
    }
  }

  /** Gives numbers to ranks that have none, as far as they are known now. */
  private void place(Collection<Integer> some, Patience patience, long readNs, Leftover left) {
    while (!numbering.isEmpty()) {
      Numbering.Placed placed = numbering.placeNext(some, readNs, frontier, patience);
      if (placed.held().isEmpty()) {
        return;
      }
      RankProgress progress = ranks.byRank().get(placed.held().get(0).block().rank());
      placed.held().forEach(held -> await(held, progress, left));
      doubtful = placed.changed() ? 0 : doubtful;
    }
  }

  /** Passes joined without this rank are late; the others wait under the replica's numbers. */
  private void await(Held held, RankProgress progress, Leftover left) {
    PassBlock block = held.block();
    long firstIndex = block.firstIndex() + progress.offset();
    long joined = Math.max(frontier, pending.endIndex(block.rank())) - firstIndex;
    int split = (int) Math.max(0, Math.min(joined, block.size()));
    if (split > 0) {
      left.late().add(new BlockPart(block, 0, split));
    }
    if (split < block.size()) {
      PassBlock rest = split == 0 ? block : block.copyOf(split, block.size());
      Held numbered = new Held(rest.at(firstIndex + split), held.appendedNs());
      pending.add(numbered);
      ranks.deliver(progress, numbered);
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

  /** The run is given up: what has found no place yet will find none. */
  Leftover dropUnplaced() {
    Leftover left = new Leftover();
    numbering.held().forEach(held -> left.unplaced().add(held.block().whole()));
    return left;
  }

  /** What is left of the numbers that are missing when time is up. */
  Leftover placeAtLast(long readNs, Patience patience) {
    Leftover left = new Leftover();
    place(numbering.ranks(), patience, readNs, left);
    return left;
  }

  /**
   * The next passes of the replica, alike, if every rank that takes part has delivered them or is
   * no longer waited for.
   *
   * @param atLast true if nothing is waited for any longer
   */
  Optional<ReplicaPasses> poll(boolean atLast) {
    if (pending.isEmpty()) {
      return Optional.empty();
    }
    boolean settled = waits.isFirstSettled();
    if (!settled && !atLast && !isTooFarAhead()) {
      return Optional.empty();
    }
    long first = pending.firstIndex();
    boolean live = !run.isDeclared();
    List<Integer> missing = waits.missing();
    boolean missesEnded =
        !missing.isEmpty() && missing.stream().anyMatch(rank -> ranks.endedBefore(rank, first));
    List<BlockPart> parts = agreed(settled ? pending.takeAlike() : pending.takeOne());
    ReplicaPasses passes = new ReplicaPasses(parts, false, live ? missing : List.of());
    noteJoined(passes, first, settled || live);
    boolean cut =
        missesEnded
            || !parts.stream().allMatch(part -> part.block().complete())
            || (live && isOutOfStep(passes));
    return Optional.of(cut ? passes.cutOff() : passes);
  }

  /** Passes that begin or end outside the recording are compared with nothing. */
  private List<BlockPart> agreed(List<BlockPart> parts) {
    boolean whole = parts.stream().allMatch(part -> part.block().complete());
    return whole && ranks.against().isPresent()
        ? Agreement.on(ranks.against().get(), parts)
        : parts;
  }

  /**
   * The next passes when the log has been read up to {@code readNs}: live ranks that are gone by
   * then are waited for no longer.
   */
  Optional<ReplicaPasses> pollAt(long readNs, Patience patience) {
    waits.giveUpSilent(readNs, patience);
    return poll(false);
  }

  private void noteJoined(ReplicaPasses passes, long first, boolean whole) {
    long end = passes.endNs(passes.size() - 1);
    frontier = first + passes.size();
    wholeUntilNs = whole ? Math.max(wholeUntilNs, end) : wholeUntilNs;
    if (!run.isDeclared()) {
      ranks.noteJoined(passes.parts(), end);
    }
    misaligned += passes.isMisaligned() ? passes.size() : 0;
  }

  /**
   * True if live ranks disagree on T̂ and that may be their numbers' fault: these are looked at
   * again. If ranks keep disagreeing, that is what they did.
   */
  private boolean isOutOfStep(ReplicaPasses passes) {
    if (!passes.isMisaligned()) {
      return false;
    }
    doubtful += passes.size();
    if (doubtful > Alignment.ENOUGH) {
      return false;
    }
    for (int rank : passes.ranksOutOfStep()) {
      numbering.doubt(rank, ranks.byRank().get(rank));
    }
    return true;
  }

  private boolean isTooFarAhead() {
    Bound most = run.isDeclared() ? Bound.RUN_PASSES : Bound.LIVE_PASSES;
    return !most.allows(pending.endIndex() - pending.firstIndex());
  }

  /** When, by the broker, there may next be something that is no longer waited for. */
  long nextDueNs(Patience patience) {
    long abandoned = Patience.later(ranks.heardNs(), Patience.ABANDONED_NS);
    return run.isDeclared()
        ? abandoned
        : Math.min(
            abandoned, Math.min(waits.earliestGoneNs(patience), numbering.lastChanceNs(patience)));
  }

  /** True if something of it waits, for another rank or for its number. */
  boolean isWaiting() {
    return !pending.isEmpty() || !numbering.isEmpty();
  }

  /** When any of its ranks was last heard, by the broker. */
  long heardNs() {
    return ranks.heardNs();
  }

  /** End of its latest pass; the least of all times before the first. */
  long endNs() {
    return endNs;
  }

  /**
   * Windows from here on must stay open: the end of the first pass of a declared run that waits for
   * a rank, since that rank's passes may lie that far back.
   */
  long holdsOpenFromNs() {
    return run.isDeclared() && !pending.isEmpty() ? pending.firstEndNs() : Long.MAX_VALUE;
  }

  /**
   * The run's time: up to here nothing is missing. That is the end of the last pass that was
   * settled, since a rank's passes come in order; where no pass waits, of live ranks the least of
   * their marks.
   */
  long wholeUntilNs() {
    if (run.isDeclared()) {
      return wholeUntilNs;
    }
    if (loose) {
      return Math.max(wholeUntilNs, ranks.looseMarkNs());
    }
    return isWaiting() ? wholeUntilNs : Math.max(wholeUntilNs, ranks.markNs());
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

  /** False if {@link #bareMarkNs} is known to be before {@code toNs}, without asking each rank. */
  boolean mayHaveCome(long toNs, long sinceNs) {
    return ranks.mayHaveCome(toNs, sinceNs);
  }

  /** As far as the ranks say that were heard since {@code sinceNs}, each by its own clock. */
  long bareMarkNs(long sinceNs) {
    return ranks.bareMarkNs(sinceNs);
  }

  /** The ranks that must deliver a pass. */
  Collection<Integer> expected() {
    return ranks.expected();
  }

  /** Ranks that sent something, be it only that nothing happens, at {@code sinceNs} or later. */
  List<Integer> ranksHeardSince(long sinceNs) {
    return ranks.heardSince(sinceNs);
  }
}
