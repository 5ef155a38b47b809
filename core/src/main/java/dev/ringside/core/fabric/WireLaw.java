package dev.ringside.core.fabric;

import dev.ringside.core.collective.Collective;
import java.util.Locale;

/**
 * The bytes that each rank moves for a message of S bytes on n ranks, by algorithm.
 *
 * <p>Sources: nccl-tests doc/PERFORMANCE.md (ring); vLLM csrc/custom_all_reduce.cuh (one-shot: each
 * rank reads all peers); NVLS: (1 + 1/n)·S, derived from the multicast's traffic.
 */
public enum WireLaw {
  /** S × nccl-tests factor. */
  RING {
    @Override
    public double bytes(Collective collective, long messageBytes, int ranks) {
      return messageBytes * collective.wireFactor(ranks).asDouble();
    }
  },
  /** (n − 1)·S: every rank reads every peer's whole message. */
  ONE_SHOT {
    @Override
    public double bytes(Collective collective, long messageBytes, int ranks) {
      return (ranks - 1.0) * messageBytes;
    }
  },
  /** (1 + 1/n)·S: the switch multiplies and reduces. */
  MULTICAST {
    @Override
    public double bytes(Collective collective, long messageBytes, int ranks) {
      return (1 + 1.0 / ranks) * messageBytes;
    }
  };

  public abstract double bytes(Collective collective, long messageBytes, int ranks);

  /** {@code one-shot}: the word in fabric files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
