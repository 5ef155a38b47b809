package dev.ringside.core.join;

import dev.ringside.core.align.PassJoin;
import dev.ringside.core.desk.RunRef;
import java.util.List;

/**
 * Which ranks the first pass that waits is waiting for, and until when. Of a declared run each rank
 * is waited for until it ends; a live rank until it is gone by the broker's time, or has delivered
 * a later pass. Keeps nothing of its own.
 */
final class RankWaits {

  private final RunRef run;
  private final RunRanks ranks;
  private final PassJoin pending;

  RankWaits(RunRef run, RunRanks ranks, PassJoin pending) {
    this.run = run;
    this.ranks = ranks;
    this.pending = pending;
  }

  /**
   * The log has been read up to {@code readNs} of the broker's time: live ranks that have been
   * silent for too long hold back the first pass no longer. Ask again after each pass.
   */
  void giveUpSilent(long readNs, Patience patience) {
    if (run.isDeclared() || pending.isEmpty() || readNs < earliestGoneNs(patience)) {
      return;
    }
    for (int rank : ranks.expected()) {
      if (isAwaited(rank) && readNs >= goneAtNs(rank, patience)) {
        ranks.giveUp(rank);
      }
    }
  }

  /** No rank is given up before; a look at all ranks then says which are. */
  long earliestGoneNs(Patience patience) {
    return pending.isEmpty()
        ? Long.MAX_VALUE
        : patience.goneAtNs(Long.MIN_VALUE, pending.firstAppendedNs());
  }

  private long goneAtNs(int rank, Patience patience) {
    if (ranks.owesFirst(rank)) {
      return patience.goneWithFirstAtNs(ranks.heardNs(rank), pending.firstAppendedNs());
    }
    return Math.min(
        patience.goneAtNs(ranks.heardNs(rank), pending.firstAppendedNs()),
        patience.idleAtNs(pending.firstAppendedNs()));
  }

  private boolean isAwaited(int rank) {
    if (pending.has(rank)) {
      return false;
    }
    return run.isDeclared()
        ? !ranks.hasEnded(rank)
        : !pending.isPast(rank) && !ranks.isSilent(rank);
  }

  /**
   * True if the first pass waits for no rank. Counts first: with thousands of ranks, most slices
   * find one missing.
   */
  boolean isFirstSettled() {
    return pending.filled() + ranks.absent() >= ranks.expected().size()
        && ranks.expected().stream().noneMatch(this::isAwaited);
  }

  /** Ranks that must deliver the first pass and have not. */
  List<Integer> missing() {
    return pending.holders() >= ranks.expected().size()
        ? List.of()
        : ranks.expected().stream().filter(rank -> !pending.has(rank)).toList();
  }
}
