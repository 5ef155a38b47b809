package dev.ringside.core.stream;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.RejectReason;
import dev.ringside.core.assembly.LooseCalls;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.waiting.GroupCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Everything one rank sends, batch by batch, turned into events for its replica.
 *
 * <p>State: the last {@value #RUNS_BOUND} runs of the rank, each with its open pass and the numbers
 * of missing batches. What a run left open is incomplete once it is forgotten, because {@value
 * #RUNS_BOUND} newer ones have come, or, of a live agent, once another has begun. Not thread-safe.
 */
public final class RankStream {

  static final int RUNS_BOUND = 4;

  private final Deque<RunStream> runs;

  public RankStream() {
    this(List.of());
  }

  public RankStream(Collection<RunStream> runs) {
    this.runs = new ArrayDeque<>(runs);
  }

  public Collection<RunStream> runs() {
    return runs;
  }

  /**
   * Takes one batch.
   *
   * @param against the deployment the header names, if it names one that is known
   * @param windowNs how calls without a deployment are split
   * @param appendedNs when the broker appended it
   */
  public RankEvent accept(
      CallBatch batch, Optional<Deployment> against, long windowNs, long appendedNs) {
    BatchHeader header = batch.header();
    RankEvent.Heard heard = new RankEvent.Heard(markOf(header), appendedNs);
    int known = runs.size();
    RunStream run = runOf(header);
    Account forgotten = forgetOldest();
    if (runs.size() > known && !run.isDeclared()) {
      forgotten = forgotten.plus(cutOffBefore(run));
    }
    return switch (run.batches().arrive(header.batchSequence())) {
      case DUPLICATE ->
          new RankEvent.Repeat(senderOf(header), against, heard, Account.duplicate(header.calls()));
      case OUT_OF_ORDER ->
          new RankEvent.Repeat(
              senderOf(header), against, heard, refused(header, RejectReason.OUT_OF_ORDER));
      case NEXT -> take(batch, run, against, windowNs, heard, false, forgotten);
      case AFTER_GAP -> take(batch, run, against, windowNs, heard, true, forgotten);
    };
  }

  /** A batch without calls is a heartbeat if it says until when there were none. */
  private static long markOf(BatchHeader header) {
    return header.calls() > 0 || header.lastEndNs() > 0 ? header.lastEndNs() : Long.MIN_VALUE;
  }

  private RunStream runOf(BatchHeader header) {
    for (RunStream run : runs) {
      if (run.runId().equals(header.runId()) && run.agent().equals(header.agent())) {
        return run;
      }
    }
    RunStream run = new RunStream(header.agent(), header.runId(), !header.runRanks().isEmpty());
    runs.addLast(run);
    return run;
  }

  /** What forgotten runs left open, which their slices counted as observed. */
  private Account forgetOldest() {
    Account open = Account.EMPTY;
    while (runs.size() > RUNS_BOUND) {
      open = open.plus(leftOpen(runs.removeFirst()));
    }
    return open;
  }

  /** What earlier agents of a live rank left open: the pass in which they were stopped. */
  private Account cutOffBefore(RunStream begun) {
    Account open = Account.EMPTY;
    for (RunStream run : runs) {
      if (run != begun && !run.isDeclared()) {
        open = open.plus(leftOpen(run));
      }
    }
    return open;
  }

  private static Account leftOpen(RunStream run) {
    long calls = run.finish().stream().mapToLong(left -> left.whole().calls()).sum();
    return Account.incomplete(calls).settledOnly();
  }

  private static RankEvent take(
      CallBatch batch,
      RunStream run,
      Optional<Deployment> against,
      long windowNs,
      RankEvent.Heard heard,
      boolean gap,
      Account forgotten) {
    BatchHeader header = batch.header();
    Optional<Deployment> before = run.deployment();
    Optional<Deployment> placed =
        against.filter(d -> d.layout().replicaOf(header.rank()) == header.replica());
    List<PassBlock> passes = new ArrayList<>();
    boolean cutByGap = gap && header.runRanks().isEmpty();
    if (cutByGap || !before.equals(placed)) {
      // What is open lacks calls that were lost: a live rank's pass is never made of two halves.
      passes.addAll(run.finish());
    }
    int gapAt = gap ? passes.size() : RankEvent.Slice.NO_GAP;
    Optional<Deployment> cutBy = placed.isPresent() || passes.isEmpty() ? against : before;
    Account account =
        Account.refusedByAgent(header.rejected()).plus(Account.observed(header.calls()));
    if (placed.isPresent()) {
      passes.addAll(run.cut(batch, placed.get(), windowNs));
    } else if (against.isEmpty()) {
      passes.addAll(
          PassBlock.of(
              LooseCalls.byWindow(header.rank(), batch.signatures(), batch.calls(), windowNs)));
    } else {
      account = refused(header, RejectReason.RANK_OUT_OF_RANGE);
    }
    return new RankEvent.Slice(
        senderOf(header),
        cutBy,
        heard,
        header.endOfStream(),
        gapAt,
        passes,
        account.plus(forgotten),
        new RankEvent.Aside(
            batch.progress(),
            header.origin().place(),
            run.isMidPass(),
            run.takeDifferent(),
            against.isEmpty() && run.isDeclared()
                ? GroupCalls.of(batch.signatures(), batch.calls())
                : List.of()));
  }

  private static Account refused(BatchHeader header, RejectReason reason) {
    return Account.refusedByAgent(header.rejected())
        .plus(Account.rejected(reason.label(), header.calls()));
  }

  private static RankEvent.Sender senderOf(BatchHeader header) {
    return new RankEvent.Sender(
        header.deployment(), header.replica(), header.rank(), header.runId(), header.runRanks());
  }
}
