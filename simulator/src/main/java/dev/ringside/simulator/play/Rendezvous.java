package dev.ringside.simulator.play;

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
 * Where ranks meet: nobody leaves a collective before the last has come.
 *
 * <p>{@code end = max(arrivals) + α + wire/β·slowest link}, with noise on the transfer; an arrival
 * is the end of the rank's computing plus a jitter. Holds the hang that is to come, if one is, and
 * springs it after some meetings.
 */
final class Rendezvous {

  private final Noise noise;
  private final Dice dice;
  private final long jitterRange;
  private long[] arrivals = new long[64];
  private Fault hang;
  private int meetingsUntilHang;

  Rendezvous(Noise noise, Dice dice) {
    this.noise = noise;
    this.dice = dice;
    this.jitterRange = noise.jitterMostNs() - noise.jitterLeastNs() + 1;
  }

  /** A hang at the {@code meetings}-th meeting from now that the culprit takes part in. */
  void armHang(Fault fault, int meetings) {
    hang = fault;
    meetingsUntilHang = meetings;
  }

  /** The hang that is armed and has not sprung. */
  Optional<Fault> armed() {
    return Optional.ofNullable(hang);
  }

  /**
   * All members compute for {@code computeNs} and then make the call together.
   *
   * @throws Hang if it never ends
   */
  void meet(GroupCall call, Links.Reach reach, double computeNs) {
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

  /** Computing with its noise, and the jitter of the launch: three bells' worth of one draw. */
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
   * Computes without meeting anybody.
   *
   * @param computeNs 0: nothing happens, not even jitter
   */
  void compute(Rank rank, double computeNs) {
    if (computeNs > 0) {
      rank.freeNs += ready(computeNs * rank.slowness);
    }
  }

  /**
   * A send and its receive; the transfer begins when both are there.
   *
   * @param blocking the sender waits for its end
   */
  void pair(GroupCall call, Links.Reach reach, boolean blocking) {
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

  /** The root's half of a broadcast: it writes to its peers' buffers and goes on. */
  void sendOut(GroupCall call, int root, Links.Reach reach) {
    Rank rank = call.group().members()[root];
    long start = rank.freeNs + ready(0);
    rank.freeNs = start + transferNs(call, reach, rank.linkSlowness);
    call.record(root, start, rank.freeNs);
  }

  /** A member's half of what was sent out at {@code sentNs}. */
  void takeIn(GroupCall call, int member, Links.Reach reach, long sentNs) {
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
    if (!concerns(call) || --meetingsUntilHang > 0) {
      return lastNs;
    }
    Fault sprung = hang;
    hang = null;
    boolean ends = sprung.toNs() != Long.MAX_VALUE;
    boolean resumes =
        sprung.kind() == FaultKind.HANG_MISSING_RANK
            || sprung.kind() == FaultKind.HANG_STUCK_KERNEL;
    if (!ends || !resumes) {
      throw new Hang(sprung, lastNs);
    }
    delayCulprit(call, sprung);
    return sprung.toNs();
  }

  /** The rank that was missed arrives in the end, and so its own call is short. */
  private void delayCulprit(GroupCall call, Fault sprung) {
    Rank[] members = call.group().members();
    for (int i = 0; i < members.length && sprung.kind() == FaultKind.HANG_MISSING_RANK; i++) {
      if (members[i].number() == sprung.culprit().rank() && !call.collective().isPointToPoint()) {
        arrivals[i] = sprung.toNs();
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
