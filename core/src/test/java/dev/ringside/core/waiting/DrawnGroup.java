package dev.ringside.core.waiting;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.statistics.CallTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A tensor group whose ranks come to their calls at drawn times: nobody leaves before the last has
 * come, and how late a rank is drifts over seconds, as load and temperature do.
 */
public final class DrawnGroup {

  public static final long MS = 1_000_000L;
  private static final int CALLS = 8;
  private static final long TRANSFER_NS = 100_000;

  private final int ranks;
  private final Random random;
  private final double[] drift;
  private long pass;
  private long lostOf = -1;

  public DrawnGroup(int ranks, long seed) {
    this.ranks = ranks;
    random = new Random(seed);
    drift = new double[ranks];
  }

  ParallelLayout layout() {
    return new ParallelLayout(ranks, 1, 1);
  }

  /** From here on a call of this rank is lost in every pass. */
  void loseOneOf(int rank) {
    lostOf = rank;
  }

  /**
   * A pass in which {@code slow} comes {@code lateNs} later than it would, spread over its calls.
   */
  public List<BlockPart> pass(long endNs, int slow, long lateNs) {
    long[][] arrivals = new long[CALLS][ranks];
    for (int rank = 0; rank < ranks; rank++) {
      drift[rank] = 0.98 * drift[rank] + 0.2 * random.nextGaussian();
      for (int call = 0; call < CALLS; call++) {
        double noise = Math.abs(drift[rank] * 10_000 + random.nextGaussian() * 10_000);
        arrivals[call][rank] = Math.round(noise) + (rank == slow ? lateNs / CALLS : 0);
      }
    }
    List<BlockPart> parts = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      parts.add(part(rank, arrivals, endNs));
    }
    pass++;
    return parts;
  }

  private BlockPart part(int rank, long[][] arrivals, long endNs) {
    CallTally tally = new CallTally();
    for (int call = rank == lostOf ? 1 : 0; call < CALLS; call++) {
      long last = 0;
      for (long arrival : arrivals[call]) {
        last = Math.max(last, arrival);
      }
      tally.add(last - arrivals[call][rank] + TRANSFER_NS);
    }
    Map<CallKind, CallTally> tallies = new HashMap<>();
    tallies.put(kind(Collective.ALL_REDUCE), tally);
    CallTally gather = new CallTally();
    gather.add(rank == 0 ? 50 * TRANSFER_NS : 1);
    tallies.put(kind(Collective.GATHER), gather);
    return PassBlock.of(List.of(new ForwardPass(rank, pass, 1, 1, endNs, true, tallies)))
        .get(0)
        .whole();
  }

  private CallKind kind(Collective collective) {
    return new CallKind(
        Parallelism.TP, collective, 4096, DataType.BFLOAT16, Transport.UNKNOWN, ranks);
  }
}
