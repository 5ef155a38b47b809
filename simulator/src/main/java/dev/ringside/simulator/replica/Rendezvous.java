package dev.ringside.simulator.replica;

import dev.ringside.core.collective.Collective;
import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.cluster.GroupCall;
import dev.ringside.simulator.cluster.Links;
import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Noise;
import java.util.Optional;

/**
 * Computes when each rank arrives at a call and when the call ends: no rank leaves a collective
 * before the last one has arrived.
 *
 * <p>{@code end = max(arrivals) + α + wire/β·slowest link}, with noise on the transfer; an arrival
 * is the end of the rank's computing plus a jitter. Also keeps a prepared hang, and starts it after
 * a number of calls.
 */
public final class Rendezvous {

  private final Noise noise;
  private final Dice dice;
  private final long jitterRange;
  private long[] arrivals = new long[64];
  private Fault hang;
  private int callsUntilHang;

  public Rendezvous(Noise noise, Dice dice) {
    this.noise = noise;
    this.dice = dice;
    this.jitterRange = noise.jitterMostNs() - noise.jitterLeastNs() + 1;
  }

  /** Prepares a hang at the {@code calls}-th call from now in which the culprit takes part. */
  public void prepareHang(Fault fault, int calls) {
    hang = fault;
    callsUntilHang = calls;
  }

  /** The hang that is prepared and has not started. */
  public Optional<Fault> preparedHang() {
    return Optional.ofNullable(hang);
  }

  /**
   * All members compute for {@code computeNs} and then make the call together.
   *
   * @throws Hang if it never ends
   */
  public void callTogether(GroupCall call, Links.Reach reach, double computeNs) {
    Rank[] members = call.group().members();
    if (arrivals.length < members.length) {
      arrivals = new long[members.length];
    }
    long last = Long.MIN_VALUE;
    double slowest = 1;
    for (int i = 0; i < members.length; i++) {
      Rank rank = members[i];
      long arrival = rank.freeNs + ready(computeNs * rank.slowness);
      arrivals[i] = arrival;
      last = Math.max(last, arrival);
      slowest = Math.max(slowest, rank.linkSlowness);
    }
    if (hang != null) {
      last = awaitHang(call, last);
    }
    long end = last + transferNs(call, reach, slowest);
    for (int i = 0; i < members.length; i++) {
      call.record(i, arrivals[i], end);
      members[i].freeNs = end;
    }
  }

  /** Computing with its noise, and the jitter of the launch: both from one draw of 64 bits. */
  private long ready(double computeNs) {
    long bits = dice.bits();
    double bell =
        ((bits & 0xFFFF) + ((bits >>> 16) & 0xFFFF) + ((bits >>> 32) & 0xFFFF) - 98_302.5) / 32_768;
    long jitter = noise.jitterLeastNs() + (((bits >>> 48) * jitterRange) >>> 16);
    return (long) (computeNs * (1 + noise.compute() * bell)) + jitter;
  }

  private long transferNs(GroupCall call, Links.Reach reach, double slowest) {
    int ranks = call.group().size();
    double alone = Links.transferNs(call.transport(), call.collective(), reach, ranks, 0);
    double whole =
        Links.transferNs(call.transport(), call.collective(), reach, ranks, call.bytes());
    double takes = alone + (whole - alone) * slowest;
    return Math.max(1, (long) (takes * (1 + noise.collective() * dice.bell())));
  }

  /**
   * Computes without a call.
   *
   * @param computeNs 0: nothing happens, not even jitter
   */
  public void compute(Rank rank, double computeNs) {
    if (computeNs > 0) {
      rank.freeNs += ready(computeNs * rank.slowness);
    }
  }

  /**
   * A send and its receive; the transfer begins when both ranks have arrived.
   *
   * @param blocking the sender waits for its end
   */
  public void sendAndReceive(GroupCall call, Links.Reach reach, boolean blocking) {
    Rank sender = call.group().members()[0];
    Rank receiver = call.group().members()[1];
    long sends = sender.freeNs + ready(0);
    long receives = receiver.freeNs + ready(0);
    long last = Math.max(sends, receives);
    if (hang != null) {
      last = awaitHang(call, last);
    }
    double slowest = Math.max(sender.linkSlowness, receiver.linkSlowness);
    long end = last + transferNs(call, reach, slowest);
    call.record(0, sends, end);
    call.record(1, receives, end);
    sender.freeNs = blocking ? end : sends + 1;
    receiver.freeNs = end;
  }

  /** The sender's half of a call: it writes to its peers' buffers and goes on. */
  public void send(GroupCall call, int root, Links.Reach reach) {
    Rank rank = call.group().members()[root];
    long start = rank.freeNs + ready(0);
    rank.freeNs = start + transferNs(call, reach, rank.linkSlowness);
    call.record(root, start, rank.freeNs);
  }

  /** A receiver's half of a call whose data was sent at {@code sentNs}. */
  public void receive(GroupCall call, int member, Links.Reach reach, long sentNs) {
    Rank rank = call.group().members()[member];
    long start = rank.freeNs + ready(0);
    rank.freeNs = Math.max(start, sentNs) + transferNs(call, reach, rank.linkSlowness);
    call.record(member, start, rank.freeNs);
  }

  private long awaitHang(GroupCall call, long lastNs) {
    if (lastNs >= hang.toNs()) {
      hang = null;
      return lastNs;
    }
    if (!concerns(call) || --callsUntilHang > 0) {
      return lastNs;
    }
    Fault started = hang;
    hang = null;
    boolean ends = started.toNs() != Long.MAX_VALUE;
    boolean resumes =
        started.kind() == FaultKind.HANG_MISSING_RANK
            || started.kind() == FaultKind.HANG_STUCK_KERNEL;
    if (!ends || !resumes) {
      throw new Hang(started, lastNs);
    }
    delayCulprit(call, started);
    return started.toNs();
  }

  /** The missing rank arrives at the end of the fault, so its own call is short. */
  private void delayCulprit(GroupCall call, Fault started) {
    Rank[] members = call.group().members();
    for (int i = 0; i < members.length && started.kind() == FaultKind.HANG_MISSING_RANK; i++) {
      if (members[i].number() == started.culprit().rank() && !call.collective().isPointToPoint()) {
        arrivals[i] = started.toNs();
      }
    }
  }

  private boolean concerns(GroupCall call) {
    if (call.collective() == Collective.BROADCAST) {
      return false;
    }
    Culprit culprit = hang.culprit();
    for (Rank rank : call.group().members()) {
      if (culprit.covers(rank.replica(), rank.stage(), rank.number(), rank.host())) {
        return true;
      }
    }
    return false;
  }
}
