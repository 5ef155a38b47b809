package dev.ringside.core.pass;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.statistics.CallTally;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The pass being built: its tallies, and how far it has come towards its end. */
public final class OpenPass {

  private final int rank;
  private final PassEnd end;
  private final int handedOver;
  private final boolean receives;
  private Map<CallKind, CallTally> tallies = new HashMap<>();
  private CallRole lastRole;
  private CallTally lastTally;
  private long tokens = ForwardPass.NOT_VISIBLE;
  private long rows = ForwardPass.NOT_VISIBLE;
  private long endNs = Long.MIN_VALUE;
  private int allReduces;
  private int sends;
  private int recvs;
  private long recvElements;
  private int rebuilds;

  OpenPass(Deployment deployment, int rank) {
    this.rank = rank;
    this.end = PassEnd.of(deployment.layout(), rank);
    this.handedOver = deployment.model().tensorsHandedOver();
    this.receives = deployment.layout().stageOf(rank) > 0;
  }

  /** An open pass as data, for checkpoints. */
  public record Progress(
      Map<CallKind, CallTally> tallies,
      long tokens,
      long rows,
      long endNs,
      int allReduces,
      int sends,
      int recvs,
      long recvElements,
      int rebuilds) {}

  Optional<Progress> progress() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Progress(
                tallies, tokens, rows, endNs, allReduces, sends, recvs, recvElements, rebuilds));
  }

  void restore(Progress progress) {
    tallies = new HashMap<>(progress.tallies());
    tokens = progress.tokens();
    rows = progress.rows();
    endNs = progress.endNs();
    allReduces = progress.allReduces();
    sends = progress.sends();
    recvs = progress.recvs();
    recvElements = progress.recvElements();
    rebuilds = progress.rebuilds();
  }

  boolean isEmpty() {
    return tallies.isEmpty();
  }

  /** Counts one call; true if the pass ends with it. */
  boolean add(CallRole role, long durationNs, long callEndNs) {
    tallyOf(role).add(durationNs);
    endNs = Math.max(endNs, callEndNs);
    return switch (role.part()) {
      case ALL_REDUCE -> {
        allReduces++;
        tokens = role.tokens() > 0 && allReduces == 1 ? role.tokens() : tokens;
        yield false;
      }
      case GATHER -> end == PassEnd.LOGITS && !isRebuild(role) && endsWithLogits(role);
      case SEND -> {
        handOver(role);
        yield ++sends == handedOver && end == PassEnd.LAST_SEND;
      }
      case RECV -> {
        handOver(role);
        recvElements = role.kind().sendElements();
        yield ++recvs == handedOver && end == PassEnd.LAST_RECV;
      }
      case OTHER -> false;
    };
  }

  /** Roles are one object a signature and batch, so identity is enough and cheap. */
  @SuppressWarnings("ReferenceEquality")
  private CallTally tallyOf(CallRole role) {
    if (role != lastRole) {
      lastTally = tallies.computeIfAbsent(role.kind(), kind -> new CallTally());
      lastRole = role;
    }
    return lastTally;
  }

  private void handOver(CallRole role) {
    if (tokens == ForwardPass.NOT_VISIBLE) {
      tokens = role.tokens();
    }
  }

  private boolean endsWithLogits(CallRole role) {
    rows = role.rows();
    return true;
  }

  /**
   * True for the all-gathers that put received slices together: before any all-reduce, as many as
   * were received and of the same size; where receives are hidden, at most k of no whole number of
   * logits rows.
   */
  private boolean isRebuild(CallRole role) {
    if (!receives
        || allReduces > 0
        || rebuilds == handedOver
        || role.kind().collective() != Collective.ALL_GATHER) {
      return false;
    }
    boolean rebuild =
        recvs > 0
            ? role.kind().sendElements() == recvElements && rebuilds < recvs
            : role.rows() < 0;
    rebuilds += rebuild ? 1 : 0;
    return rebuild;
  }

  ForwardPass close(long index, boolean complete) {
    ForwardPass pass = new ForwardPass(rank, index, tokens, rows, endNs, complete, tallies);
    tallies = new HashMap<>();
    lastRole = null;
    lastTally = null;
    tokens = ForwardPass.NOT_VISIBLE;
    rows = ForwardPass.NOT_VISIBLE;
    endNs = Long.MIN_VALUE;
    allReduces = 0;
    sends = 0;
    recvs = 0;
    recvElements = 0;
    rebuilds = 0;
    return pass;
  }
}
