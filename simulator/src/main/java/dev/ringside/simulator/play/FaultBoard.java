package dev.ringside.simulator.play;

import dev.ringside.simulator.cluster.Rank;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.record.RankRecorder;
import dev.ringside.simulator.replica.Conditions;
import dev.ringside.simulator.replica.Replica;
import dev.ringside.simulator.replica.Team;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Applies the active faults to a cell's ranks. Conditions change between passes, never within one.
 */
final class FaultBoard {

  private final List<Fault> all;
  private final int[] soundBounds;
  private final IntFunction<RankRecorder> recorders;
  private BitSet active = new BitSet();

  /**
   * @param soundBounds first layer of each stage as the engine splits them
   * @param recorders of ranks by their number
   */
  FaultBoard(List<Fault> all, int[] soundBounds, IntFunction<RankRecorder> recorders) {
    this.all = all;
    this.soundBounds = soundBounds;
    this.recorders = recorders;
  }

  /** Sets the conditions of {@code nowNs}, if they are not set already. */
  void apply(List<Replica> replicas, long nowNs) {
    if (all.isEmpty()) {
      return;
    }
    BitSet now = new BitSet();
    List<Fault> on = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isActiveAt(nowNs)) {
        now.set(i);
        on.add(all.get(i));
      }
    }
    if (!now.equals(active)) {
      active = now;
      replicas.forEach(replica -> set(replica, on));
    }
  }

  private void set(Replica replica, List<Fault> on) {
    for (int stage = 0; stage < replica.stages(); stage++) {
      for (Team team : replica.stage(stage)) {
        Rank[] ranks = team.ranks();
        int[] numbers = new int[ranks.length];
        int[] hosts = new int[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
          numbers[i] = ranks[i].number();
          hosts[i] = ranks[i].host();
          ranks[i].slowness = product(on, FaultKind.SLOW_RANK, ranks[i]);
          ranks[i].linkSlowness = product(on, FaultKind.SLOW_LINK, ranks[i]);
        }
        team.workUnder(Conditions.of(on, replica.number(), stage, numbers, hosts));
      }
    }
    List<Fault> splits =
        on.stream().filter(fault -> fault.kind() == FaultKind.WRONG_LAYER_SPLIT).toList();
    int[] bounds = Conditions.movedBounds(soundBounds, splits, replica.number());
    System.arraycopy(bounds, 0, replica.bounds(), 0, bounds.length);
  }

  private static double product(List<Fault> on, FaultKind kind, Rank rank) {
    double product = 1;
    for (Fault fault : on) {
      boolean meant =
          fault.culprit().covers(rank.replica(), rank.stage(), rank.number(), rank.host());
      product *= fault.kind() == kind && meant ? fault.severity() : 1;
    }
    return product;
  }

  List<Fault> activeHangs(long nowNs) {
    List<Fault> hangs = new ArrayList<>();
    for (Fault fault : all) {
      if (fault.kind().hangs() && fault.isActiveAt(nowNs)) {
        hangs.add(fault);
      }
    }
    return hangs;
  }

  /** The culprit's process has died; its agent loses the calls that were not sent. */
  void died(Fault fault) {
    recorders.apply(fault.culprit().rank()).die();
  }

  /** The processes of all {@code ranks} start again. */
  void restarted(List<Rank> ranks) {
    ranks.forEach(rank -> recorders.apply(rank.number()).restart());
  }
}
