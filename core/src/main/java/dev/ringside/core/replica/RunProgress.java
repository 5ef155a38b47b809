package dev.ringside.core.replica;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.verdict.Observation;
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
  private final Map<Integer, RankProgress> ranks = new TreeMap<>();
  private final TreeMap<Long, Map<Integer, ForwardPass>> pending = new TreeMap<>();
  private final Observation observation;
  private final Tally tally;
  private Optional<Deployment> against = Optional.empty();
  private long frontier;
  private long misaligned;
  private long startNs = Long.MAX_VALUE;
  private long endNs = Long.MIN_VALUE;

  RunProgress(String runId, List<Integer> declared) {
    this(runId, declared, new Observation(), new Tally());
  }

  /** A run that goes on from a checkpoint; the rest is set by {@link #restore}. */
  public RunProgress(String runId, List<Integer> declared, Observation observation, Tally tally) {
    this.runId = runId;
    this.declared = List.copyOf(declared);
    this.observation = observation;
    this.tally = tally;
  }

  /** Scalars of a run, for checkpoints. */
  public record Marks(long frontier, long misaligned, long startNs, long endNs) {}

  public Marks marks() {
    return new Marks(frontier, misaligned, startNs, endNs);
  }

  public void restore(
      Marks marks,
      Optional<Deployment> deployment,
      Map<Integer, RankProgress> progress,
      Collection<ForwardPass> waiting) {
    frontier = marks.frontier();
    misaligned = marks.misaligned();
    startNs = marks.startNs();
    endNs = marks.endNs();
    against = deployment;
    ranks.putAll(progress);
    waiting.forEach(pass -> await(pass.index(), pass));
  }

  private void await(long index, ForwardPass pass) {
    pending.computeIfAbsent(index, i -> new TreeMap<>()).put(pass.rank(), pass);
  }

  /** Takes a slice in; returns the passes that came after theirs had been settled. */
  List<ForwardPass> accept(RankSlice slice) {
    against = slice.against().isPresent() ? slice.against() : against;
    RankProgress before = ranks.get(slice.rank());
    if (before == null || !before.runId().equals(slice.runId())) {
      before = RankProgress.starting(slice.runId(), startOf(before));
    }
    List<ForwardPass> late = new ArrayList<>();
    for (ForwardPass pass : slice.passes()) {
      widen(pass);
      if (!pass.isLoose()) {
        long index = pass.index() + before.offset();
        if (index < frontier) {
          late.add(pass);
        } else {
          await(index, pass.at(index));
        }
      }
    }
    ranks.put(slice.rank(), before.after(slice));
    return late;
  }

  /**
   * The index of a starting rank's first pass. A rank that starts anew joins the ranks that did so
   * before it, or else begins after all that waits, so that its passes meet none of its own.
   */
  private long startOf(RankProgress before) {
    if (before == null) {
      return frontier;
    }
    long afterAll = pending.isEmpty() ? frontier : pending.lastKey() + 1;
    return ranks.values().stream()
        .mapToLong(RankProgress::offset)
        .filter(start -> start >= frontier && start > before.offset() && start > before.lastIndex())
        .min()
        .orElse(Math.max(frontier, afterAll));
  }

  private void widen(ForwardPass pass) {
    boolean first = startNs == Long.MAX_VALUE;
    startNs = Math.min(startNs, pass.endNs());
    endNs = first ? pass.endNs() : Math.max(endNs, pass.endNs());
  }

  /** Silence counts from now on if there has been no pass yet. */
  void noteTime(long timeNs) {
    endNs = endNs == Long.MIN_VALUE ? timeNs : endNs;
  }

  /**
   * The next pass of the replica, if every rank that takes part has delivered it or ended.
   *
   * @param endedBeforeNs passes that ended before this no longer wait for a rank
   */
  Optional<ReplicaPass> poll(long endedBeforeNs) {
    Map.Entry<Long, Map<Integer, ForwardPass>> first = pending.firstEntry();
    if (first == null) {
      return Optional.empty();
    }
    Map<Integer, ForwardPass> parts = first.getValue();
    long lastEnd = lastEndOf(parts);
    boolean overdue = lastEnd < endedBeforeNs;
    if (!overdue && !isWhole(parts)) {
      return Optional.empty();
    }
    pending.remove(first.getKey());
    frontier = first.getKey() + 1;
    ReplicaPass pass = new ReplicaPass(parts.values(), lastEnd, wasCut(first.getKey(), parts));
    misaligned += pass.isMisaligned() ? 1 : 0;
    return Optional.of(pass);
  }

  private boolean isWhole(Map<Integer, ForwardPass> parts) {
    return participants().stream().allMatch(rank -> parts.containsKey(rank) || hasEnded(rank));
  }

  /** Who must deliver a pass: the declared ranks, or for live agents the whole replica. */
  private Collection<Integer> participants() {
    return declared.isEmpty() ? against.map(this::replicaRanks).orElse(List.of()) : declared;
  }

  private List<Integer> replicaRanks(Deployment deployment) {
    int world = deployment.layout().ranksPerReplica();
    int first = ranks.keySet().stream().findFirst().map(rank -> rank / world * world).orElse(0);
    return IntStream.range(first, first + world).boxed().toList();
  }

  private boolean hasEnded(int rank) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.ended();
  }

  /** A rank's part is cut off, or a rank's stream ended before this pass. */
  private boolean wasCut(long index, Map<Integer, ForwardPass> parts) {
    return parts.values().stream().anyMatch(part -> !part.complete())
        || participants().stream()
            .anyMatch(rank -> !parts.containsKey(rank) && endedBefore(rank, index));
  }

  private boolean endedBefore(int rank, long index) {
    RankProgress progress = ranks.get(rank);
    return progress != null && progress.ended() && progress.lastIndex() < index;
  }

  /** True if the run's own figures are kept: those of live agents would never end. */
  boolean isDeclared() {
    return !declared.isEmpty();
  }

  /** True if its last pass ended before {@code timeNs}; without one, if it was opened before. */
  boolean isSilentSince(long timeNs) {
    return endNs != Long.MIN_VALUE && endNs < timeNs;
  }

  /** When it will have been silent for {@code ns}: at once if it has not been told the time. */
  long silentFromNs(long ns) {
    return endNs == Long.MIN_VALUE ? Long.MIN_VALUE : endNs + ns + 1;
  }

  /** End of what there is of the first pass that waits for other ranks. */
  OptionalLong firstWaitingEndNs() {
    return pending.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(lastEndOf(pending.firstEntry().getValue()));
  }

  private static long lastEndOf(Map<Integer, ForwardPass> parts) {
    return parts.values().stream().mapToLong(ForwardPass::endNs).max().orElseThrow();
  }

  /** True once every rank that the run declared has sent its end. */
  boolean isOver() {
    return isDeclared() && declared.stream().allMatch(this::hasEnded);
  }

  /**
   * Ranks whose stream is complete: ended, without a gap, and not more than one pass short of the
   * longest.
   */
  List<Integer> completeRanks() {
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

  /** Passes that wait for other ranks, in order. */
  public List<ForwardPass> waiting() {
    return pending.values().stream().flatMap(parts -> parts.values().stream()).toList();
  }

  public Observation observation() {
    return observation;
  }

  public Tally tally() {
    return tally;
  }
}
