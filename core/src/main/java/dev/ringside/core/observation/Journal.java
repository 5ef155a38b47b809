package dev.ringside.core.observation;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.statistics.TallyRows;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came of one run in one window since the last report. A pass is entered here once and posted
 * from here to the sums of its window, of its run and of its replica when a report is due.
 *
 * <p>All sums but one can be made from an {@link Observation} at any time. Wire bytes cannot: they
 * are rounded once a pass and stage, as the expected ones are, so they are worked out on entering.
 * Not thread-safe.
 *
 * @param wireBytes by kind of call of a stage
 * @param partly passes that some ranks of a stage are absent from
 */
public record Journal(
    Heading heading,
    Observation observation,
    Map<Journal.StageKind, Long> wireBytes,
    Map<Journal.Attendance, Long> partly) {

  /**
   * What all entries of a journal share.
   *
   * @param against the deployment that says what was expected, and which rank is in which stage
   * @param loose true for calls that belong to no pass, of which nothing was expected
   */
  public record Heading(String runId, Optional<Deployment> against, boolean loose) {}

  /** What wire bytes are summed by; stage −1 without a deployment. */
  public record StageKind(int stage, Phase phase, CallKind kind) {}

  /**
   * How many ranks of a stage are in passes of one shape, if not all.
   *
   * @param ranks 0 if the whole stage is absent
   */
  public record Attendance(PassShape shape, int stage, int ranks) {}

  public Journal(Heading heading) {
    this(heading, new Observation(), new HashMap<>(), new HashMap<>());
  }

  /** Enters {@code count} passes of one shape. */
  public void addPasses(PassShape shape, int count, Collection<BlockPart> parts) {
    observation.addPasses(shape, count, parts);
    addWaits(parts);
    Map<StageKind, long[]> calls = new HashMap<>();
    for (BlockPart part : parts) {
      addCalls(calls, shape.phase().phase(), part);
    }
    addWireBytes(calls);
    noteAbsent(shape, count, parts);
  }

  /**
   * Replicas of attention have other tokens each: who has more of them comes late, and is sound.
   */
  private void addWaits(Collection<BlockPart> parts) {
    Deployment deployment = heading.against().orElseThrow();
    if (deployment.options().attentionReplicas() <= 1) {
      observation.waits().add(deployment.layout(), parts);
    }
  }

  private void noteAbsent(PassShape shape, long count, Collection<BlockPart> parts) {
    ParallelLayout layout = heading.against().orElseThrow().layout();
    if (parts.size() == layout.ranksPerReplica()) {
      return;
    }
    int[] ranks = new int[layout.pipeline()];
    parts.forEach(part -> ranks[layout.stageOf(part.rank())]++);
    for (int stage = 0; stage < ranks.length; stage++) {
      if (ranks[stage] < layout.tensor()) {
        partly.merge(new Attendance(shape, stage, ranks[stage]), count, Long::sum);
      }
    }
  }

  /** Enters calls that belong to no pass. */
  public void addLoose(BlockPart part) {
    observation.addLoose(part);
    Map<StageKind, long[]> calls = new HashMap<>();
    addCalls(calls, Phase.UNKNOWN, part);
    addWireBytes(calls);
  }

  /** Counts a rank's calls pass by pass, by kind of the stage. */
  private void addCalls(Map<StageKind, long[]> calls, Phase phase, BlockPart part) {
    PassBlock block = part.block();
    int stage = stageOf(part.rank());
    for (int kind = 0; kind < block.kinds().size(); kind++) {
      TallyRows rows = block.tallies().get(kind);
      long[] byPass =
          calls.computeIfAbsent(
              new StageKind(stage, phase, block.kinds().get(kind)), key -> new long[part.size()]);
      for (int pass = 0; pass < byPass.length; pass++) {
        byPass[pass] += rows.calls(part.from() + pass);
      }
    }
  }

  private void addWireBytes(Map<StageKind, long[]> calls) {
    calls.forEach(
        (key, byPass) -> wireBytes.merge(key, wireBytes(key.kind(), byPass), Traffic::sum));
  }

  /** Rounded pass by pass; most passes make equal calls. */
  private static long wireBytes(CallKind kind, long[] callsByPass) {
    long sum = 0;
    long last = -1;
    long ofLast = 0;
    for (long calls : callsByPass) {
      if (calls != last) {
        last = calls;
        ofLast = kind.traffic(calls).wireBytes();
      }
      sum = Traffic.sum(sum, ofLast);
    }
    return sum;
  }

  /** The stage of a rank; −1 without a deployment. */
  int stageOf(int rank) {
    return heading.against().isPresent() ? heading.against().get().layout().stageOf(rank) : -1;
  }

  /** The account of its calls: all are in their window. */
  public Account account() {
    return Account.windowed(observation.calls());
  }

  public PassCounts passes() {
    return observation.passCounts();
  }
}
