package dev.ringside.core.join;

import dev.ringside.core.account.RunningAccount;
import dev.ringside.core.books.ReplicaLedger;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.stream.RankSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One run of a replica: its ranks' progress, the passes that wait for their other ranks, and what
 * the run came to so far. Live agents, which declare no ranks, share one run without a name.
 *
 * <p>Pass {@code i} of the replica is pass {@code i} of each rank. It is whole once every rank that
 * takes part has delivered it or ended. Not thread-safe.
 */
public final class RunProgress {

  /** The run that live agents share. */
  public static final String LIVE = "";

  private final String runId;
  private final List<Integer> declared;
  private final TreeMap<Integer, RankProgress> ranks = new TreeMap<>();
  private final PassJoin pending = new PassJoin();
  private final Observation observation;
  private final RunningAccount tally;
  private Optional<Deployment> against = Optional.empty();
  private List<Integer> wholeReplica = List.of();
  private int ended;
  private int withoutPass;
  private long frontier;
  private long wholeUntilNs = Long.MIN_VALUE;
  private long misaligned;
  private long startNs = Long.MAX_VALUE;
  private long endNs = Long.MIN_VALUE;

  public RunProgress(String runId, List<Integer> declared) {
    this(runId, declared, new Observation(), new RunningAccount());
  }

  /** A run that goes on from a checkpoint; the rest is set by {@link #restore}. */
  public RunProgress(
      String runId, List<Integer> declared, Observation observation, RunningAccount tally) {
    this.runId = runId;
    this.declared = List.copyOf(declared);
    this.observation = observation;
    this.tally = tally;
  }

  /**
   * Scalars of a run, for checkpoints.
   *
   * @param wholeUntilNs up to here every rank has come; the least of all times before the first
   *     pass that all have
   */
  public record Marks(
      long frontier, long wholeUntilNs, long misaligned, long startNs, long endNs) {}

  public Marks marks() {
    return new Marks(frontier, wholeUntilNs, misaligned, startNs, endNs);
  }

  public void restore(
      Marks marks,
      Optional<Deployment> deployment,
      Map<Integer, RankProgress> progress,
      Collection<PassBlock> waiting) {
    frontier = marks.frontier();
    wholeUntilNs = marks.wholeUntilNs();
    misaligned = marks.misaligned();
    startNs = marks.startNs();
    endNs = marks.endNs();
    against = deployment;
    progress.forEach(this::note);
    waiting.forEach(pending::add);
  }

  /** Keeps a rank's progress, and how many of the ranks have ended or not delivered a pass yet. */
  private void note(int rank, RankProgress progress) {
    RankProgress before = ranks.put(rank, progress);
    ended += (progress.ended() ? 1 : 0) - (before != null && before.ended() ? 1 : 0);
    withoutPass +=
        (progress.lastIndex() < 0 ? 1 : 0) - (before != null && before.lastIndex() < 0 ? 1 : 0);
  }

  /** Takes a slice in; returns the passes that came after theirs had been settled. */
  public List<BlockPart> accept(RankSlice slice) {
    against = slice.against().isPresent() ? slice.against() : against;
    RankProgress before = ranks.get(slice.rank());
    if (before == null || !before.runId().equals(slice.runId())) {
      before = RankProgress.starting(slice.runId(), startOf(before));
    }
    List<BlockPart> late = new ArrayList<>();
    for (PassBlock run : slice.passes()) {
      widen(run);
      if (!run.isLoose()) {
        await(run, run.firstIndex() + before.offset(), late);
      }
    }
    note(slice.rank(), before.after(slice));
    return late;
  }

  /** What others have been settled without is late; the rest waits under the replica's numbers. */
  private void await(PassBlock run, long firstIndex, List<BlockPart> late) {
    long settled = Math.max(frontier, pending.endIndex(run.rank())) - firstIndex;
    if (settled <= 0) {
      pending.add(run.at(firstIndex));
      return;
    }
    int split = (int) Math.min(settled, run.size());
    late.add(new BlockPart(run, 0, split));
    if (split < run.size()) {
      pending.add(run.copyOf(split, run.size()).at(firstIndex + split));
    }
  }

  /**
   * The index of a starting rank's first pass. The ranks of a declared run all begin at its first,
   * however late they come. A live rank begins where the others are; one that starts anew joins the
   * ranks that did so before it, or else begins after all that waits, so that its passes meet none
   * of its own.
   */
  private long startOf(RankProgress before) {
    if (before == null) {
      return isDeclared() ? 0 : frontier;
    }
    long afterAll = pending.endIndex();
    return ranks.values().stream()
        .mapToLong(RankProgress::offset)
        .filter(start -> start >= frontier && start > before.offset() && start > before.lastIndex())
        .min()
        .orElse(Math.max(frontier, afterAll));
  }

  private void widen(PassBlock run) {
    for (int i = 0; i < run.size(); i++) {
      long end = run.endNs(i);
      boolean first = startNs == Long.MAX_VALUE;
      startNs = Math.min(startNs, end);
      endNs = first ? end : Math.max(endNs, end);
    }
  }

  /** Silence counts from now on if there has been no pass yet. */
  public void noteTime(long timeNs) {
    endNs = endNs == Long.MIN_VALUE ? timeNs : endNs;
  }

  /**
   * The next passes of the replica, alike, if every rank that takes part has delivered them or
   * ended.
   *
   * @param dueBeforeNs a pass that fell due before this no longer waits for a rank
   * @param patienceNs see {@link #dueNs}
   */
  public Optional<ReplicaPasses> poll(long dueBeforeNs, long patienceNs) {
    if (pending.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = isFirstWhole();
    if (!whole && dueNs(patienceNs) >= dueBeforeNs) {
      return Optional.empty();
    }
    long first = pending.firstIndex();
    boolean missesEnded = ended > 0 && missesOneThatEnded(first);
    List<BlockPart> parts = whole ? pending.takeAlike() : pending.takeOne();
    boolean cut = missesEnded || !parts.stream().allMatch(part -> part.run().complete());
    ReplicaPasses passes = new ReplicaPasses(parts, cut);
    frontier = first + passes.size();
    wholeUntilNs = whole ? Math.max(wholeUntilNs, passes.endNs(passes.size() - 1)) : wholeUntilNs;
    misaligned += passes.isMisaligned() ? passes.size() : 0;
    return Optional.of(passes);
  }

  /** Counts first: of thousands of ranks most slices find one missing. */
  private boolean isFirstWhole() {
    Collection<Integer> expected = participants();
    if (pending.holders() + ended < expected.size()) {
      return false;
    }
    for (int rank : expected) {
      if (!pending.has(rank) && !hasEnded(rank)) {
        return false;
      }
    }
    return true;
  }

  /** Who must deliver a pass: the declared ranks, or for live agents the whole replica. */
  private Collection<Integer> participants() {
    return declared.isEmpty() ? against.map(this::replicaRanks).orElse(List.of()) : declared;
  }

  private List<Integer> replicaRanks(Deployment deployment) {
    int world = deployment.layout().ranksPerReplica();
    int first = ranks.isEmpty() ? 0 : ranks.firstKey() / world * world;
    if (wholeReplica.size() != world || wholeReplica.get(0) != first) {
      wholeReplica = IntStream.range(first, first + world).boxed().toList();
    }
    return wholeReplica;
  }

  private boolean hasEnded(int rank) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.ended();
  }

  /** True if the stream of a rank that takes part ended before the pass that is next. */
  private boolean missesOneThatEnded(long index) {
    return participants().stream().anyMatch(rank -> !pending.has(rank) && endedBefore(rank, index));
  }

  private boolean endedBefore(int rank, long index) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.ended() && progress.lastIndex() < index;
  }

  /** True if the run's own figures are kept: those of live agents would never end. */
  public boolean isDeclared() {
    return !declared.isEmpty();
  }

  /** True if its last pass ended before {@code timeNs}; without one, if it was opened before. */
  public boolean isSilentSince(long timeNs) {
    return endNs != Long.MIN_VALUE && endNs < timeNs;
  }

  /** When it will have been silent for {@code ns}: at once if it has not been told the time. */
  public long silentFromNs(long ns) {
    return endNs == Long.MIN_VALUE ? Long.MIN_VALUE : endNs + ns + 1;
  }

  /** When the first waiting pass no longer waits for a rank; see {@link #dueNs}. */
  public OptionalLong firstDueNs(long patienceNs) {
    return pending.isEmpty() ? OptionalLong.empty() : OptionalLong.of(dueNs(patienceNs));
  }

  /**
   * When event time need not wait for more of the first pass.
   *
   * <p>Live: at the end of what there is of it, but {@code patienceNs} later if a rank has it and
   * holds it back; for a rank's first pass shows only with its second, however long after, whether
   * the recording has all of it. Declared: its ranks said that they deliver or end, and a partition
   * that wakes late may lag event time by the whole recording, so nothing is due until the run is
   * given up.
   */
  private long dueNs(long patienceNs) {
    if (isDeclared()) {
      return pending.firstEndNs() + ReplicaLedger.ABANDONED_NS;
    }
    boolean heldBack =
        withoutPass > 0
            && participants().stream()
                .anyMatch(rank -> !pending.has(rank) && holdsBack(rank, pending.firstIndex()));
    return pending.firstEndNs() + (heldBack ? patienceNs : 0);
  }

  /**
   * Windows from here on must stay open: the end of the first pass of a declared run that waits for
   * a rank, for so far back may that rank's passes lie.
   */
  public long holdsOpenFromNs() {
    return isDeclared() && !pending.isEmpty() ? pending.firstEndNs() : Long.MAX_VALUE;
  }

  /**
   * Up to here nothing is missing: the end of the last pass that every rank delivered. A rank's
   * passes come in order, so none that is still to come ended before.
   */
  public long wholeUntilNs() {
    return wholeUntilNs;
  }

  private boolean holdsBack(int rank, long index) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.lastIndex() < 0 && progress.offset() == index;
  }

  /** True once every rank that the run declared has sent its end. */
  public boolean isOver() {
    return isDeclared() && ended > 0 && declared.stream().allMatch(this::hasEnded);
  }

  /**
   * Ranks whose stream is complete: ended, without a gap, and not more than one pass short of the
   * longest.
   */
  public List<Integer> completeRanks() {
    long longest = ranks.values().stream().mapToLong(RankProgress::lastIndex).max().orElse(-1);
    return ranks.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().ended()
                    && !entry.getValue().gap()
                    && entry.getValue().lastIndex() >= longest - 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  public String runId() {
    return runId;
  }

  public List<Integer> declared() {
    return declared;
  }

  public Optional<Deployment> against() {
    return against;
  }

  public Map<Integer, RankProgress> ranks() {
    return ranks;
  }

  /** Passes that wait for other ranks, rank by rank in order. */
  public List<PassBlock> waiting() {
    return pending.waiting();
  }

  public Observation observation() {
    return observation;
  }

  public RunningAccount tally() {
    return tally;
  }
}
