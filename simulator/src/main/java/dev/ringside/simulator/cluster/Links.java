package dev.ringside.simulator.cluster;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;

/**
 * How long a call takes once all its ranks have arrived: {@code α + wire/β}, by what carries it and
 * how far it goes.
 *
 * <p>{@code wire} is what one rank moves in a ring: AllReduce 2(n−1)/n of the message, AllGather,
 * ReduceScatter and Gather (n−1)/n, a one-shot kernel n−1 times all of it.
 *
 * <p>α in nanoseconds, β in bytes a nanosecond (GB/s). The figures are those of published
 * measurements on H100 systems, rounded; they set the scale of a simulation and claim no more.
 */
public final class Links {

  /** How far a group reaches, and over what. */
  public enum Reach {
    NVLINK,
    PCIE,
    NETWORK
  }

  private Links() {}

  /** Nanoseconds for {@code bytes}, the message in the nccl-tests sense, among {@code ranks}. */
  public static double transferNs(
      Transport transport, Collective collective, Reach reach, int ranks, double bytes) {
    return switch (transport) {
      case CUSTOM_AR, FLASHINFER, TRTLLM, QUICK_REDUCE ->
          Math.min(
              6_000 + (ranks - 1) * bytes / 400, 11_500 + 2.0 * (ranks - 1) / ranks * bytes / 330);
      case SYMM_MEM -> 8_500 + share(collective, ranks) * bytes / 380;
      case DEEPEP -> 75_000 + bytes / 100;
      default -> nccl(collective, reach, ranks, bytes);
    };
  }

  private static double nccl(Collective collective, Reach reach, int ranks, double bytes) {
    boolean pair = collective.isPointToPoint();
    return switch (reach) {
      case NVLINK ->
          pair
              ? 4_000 + bytes / 150
              : alphaNs(collective, ranks)
                  + share(collective, ranks) * bytes / (bytes < 4e6 ? 240 : 370);
      case PCIE -> 25_000 + share(collective, ranks) * bytes / 20;
      case NETWORK -> pair ? 15_000 + bytes / 46 : 40_000 + share(collective, ranks) * bytes / 46;
    };
  }

  private static double alphaNs(Collective collective, int ranks) {
    if (collective == Collective.ALL_REDUCE) {
      return ranks <= 2 ? 10_000 : ranks <= 4 ? 15_000 : 18_000;
    }
    return ranks <= 2 ? 8_000 : ranks <= 4 ? 10_000 : 12_500;
  }

  private static double share(Collective collective, int ranks) {
    return switch (collective) {
      case ALL_REDUCE -> 2.0 * (ranks - 1) / ranks;
      case ALL_GATHER, REDUCE_SCATTER, GATHER, SCATTER, ALL_TO_ALL -> (ranks - 1.0) / ranks;
      default -> 1;
    };
  }
}
