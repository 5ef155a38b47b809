package dev.ringside.core.assembly;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.CallRole;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.statistics.CallTally;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pass being built: its tallies, and how far it has come towards its end.
 *
 * <p>Tallies are used again from pass to pass, since most passes make the same kinds of calls: one
 * without calls is not of this pass.
 */
public final class OpenPass {

  private static final long MOST_CALLS = Bound.PASS_CALLS.most();
  private static final long MOST_KINDS = Bound.PASS_KINDS.most();

  private final int rank;
  private final PassEnd end;
  private final int handedOver;
  private final boolean receives;
  private final Map<CallKind, CallTally> tallies = new HashMap<>();
  private long calls;
  private int kinds;
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

  /** An open pass as data, for checkpoints; shares nothing with the pass it was taken from. */
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
                copyOf(tallies),
                tokens,
                rows,
                endNs,
                allReduces,
                sends,
                recvs,
                recvElements,
                rebuilds));
  }

  private static Map<CallKind, CallTally> copyOf(Map<CallKind, CallTally> tallies) {
    Map<CallKind, CallTally> copy = new HashMap<>();
    tallies.forEach(
        (kind, tally) -> {
          if (tally.calls() > 0) {
            copy.put(kind, tally.copy());
          }
        });
    return copy;
  }

  void restore(Progress progress) {
    tallies.clear();
    tallies.putAll(copyOf(progress.tallies()));
    calls = tallies.values().stream().mapToLong(CallTally::calls).sum();
    kinds = tallies.size();
    lastRole = null;
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
    return calls == 0;
  }

  /** Tensor all-reduces of activations so far. */
  int allReduces() {
    return allReduces;
  }

  /**
   * False if calls of this role would lead beyond {@link Bound#PASS_CALLS} or {@link
   * Bound#PASS_KINDS}: the pass then ends here, as one without an end must not grow for ever.
   */
  boolean hasRoomFor(CallRole role) {
    return calls < MOST_CALLS && (kinds < MOST_KINDS || has(role.kind()));
  }

  private boolean has(CallKind kind) {
    CallTally known = tallies.get(kind);
    return known != null && known.calls() > 0;
  }

  /** So many calls more before {@link #hasRoomFor} says no. */
  int room() {
    return (int) (MOST_CALLS - calls);
  }

  /**
   * True if the hand-over begun here is the second half of one whose first half is not in the
   * recording, for {@code next} cannot follow within a pass: its size is another, or it is what an
   * engine does before it sends. The latter is believed of the first pass only, as later on streams
   * may overlap.
   */
  boolean isCutBefore(CallRole next, boolean first) {
    boolean opensPass =
        next.part() == CallRole.Part.ALL_REDUCE || next.part() == CallRole.Part.RECV;
    return switch (end) {
      case LAST_SEND ->
          sends > 0
              && (next.part() == CallRole.Part.SEND
                  ? hasOtherSize(next)
                  : opensPass && first && allReduces == 0 && recvs == 0);
      case LAST_RECV -> recvs > 0 && next.part() == CallRole.Part.RECV && hasOtherSize(next);
      default -> false;
    };
  }

  private boolean hasOtherSize(CallRole next) {
    return tallies.entrySet().stream()
        .filter(entry -> entry.getValue().calls() > 0)
        .map(Map.Entry::getKey)
        .anyMatch(
            kind ->
                kind.collective() == next.kind().collective()
                    && kind.dataType() == next.kind().dataType()
                    && kind.sendElements() != next.kind().sendElements());
  }

  /**
   * Counts the calls {@code from} to {@code to} (exclusive), which play one role; one call only if
   * that is {@link CallRole#mayCut it may cut}. True if the pass ends with it.
   */
  boolean add(CallRole role, CallColumns columns, int from, int to) {
    columns.tally(from, to, tallyOf(role));
    calls += to - from;
    endNs = Math.max(endNs, columns.lastEndNs(from, to));
    return switch (role.part()) {
      case ALL_REDUCE -> {
        boolean tells = allReduces == 0 || tokens == ForwardPass.NOT_VISIBLE;
        tokens = role.tokens() > 0 && tells ? role.tokens() : tokens;
        allReduces += to - from;
        yield false;
      }
      case GATHER -> end == PassEnd.LOGITS && !isRebuild(role) && endsWithLogits(role);
      case SEND -> {
        tellTokens(role);
        yield ++sends == handedOver && end == PassEnd.LAST_SEND;
      }
      case RECV -> {
        tellTokens(role);
        recvElements = role.kind().sendElements();
        yield ++recvs == handedOver && end == PassEnd.LAST_RECV;
      }
      case OTHER -> {
        tellTokens(role);
        yield false;
      }
      case NOT_UNDERSTOOD -> false;
    };
  }

  /** Roles are one object a signature and batch, so identity is enough and cheap. */
  @SuppressWarnings("ReferenceEquality")
  private CallTally tallyOf(CallRole role) {
    if (role != lastRole) {
      lastTally = tallies.computeIfAbsent(role.kind(), kind -> new CallTally());
      lastRole = role;
      kinds += lastTally.calls() == 0 ? 1 : 0;
    }
    return lastTally;
  }

  private void tellTokens(CallRole role) {
    if (tokens == ForwardPass.NOT_VISIBLE) {
      tokens = role.tokens();
    }
  }

  private boolean endsWithLogits(CallRole role) {
    rows = role.rows();
    return true;
  }

  /**
   * True for the all-gathers that put received slices together: before any all-reduce, at most k,
   * and of the size that was received; where no receive was seen, of no whole number of logits
   * rows.
   */
  private boolean isRebuild(CallRole role) {
    if (!receives
        || allReduces > 0
        || rebuilds == handedOver
        || role.kind().collective() != Collective.ALL_GATHER) {
      return false;
    }
    boolean rebuild = recvs > 0 ? role.kind().sendElements() == recvElements : role.rows() < 0;
    rebuilds += rebuild ? 1 : 0;
    return rebuild;
  }

  /**
   * Ends the pass.
   *
   * @return the pass as long as none is begun after it: its tallies are then another's
   */
  ForwardPass close(long index, boolean complete) {
    tallies.values().removeIf(tally -> tally.calls() == 0);
    return new ForwardPass(rank, index, tokens, rows, endNs, complete, tallies);
  }

  /** Begins the next pass. */
  void clear() {
    tallies.values().forEach(CallTally::clear);
    calls = 0;
    kinds = 0;
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
  }
}
