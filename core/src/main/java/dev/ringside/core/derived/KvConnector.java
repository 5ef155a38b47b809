package dev.ringside.core.derived;

import dev.ringside.core.deployment.Engine;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The library by which a prompt's KV cache goes from a prefill to a decode server. */
public enum KvConnector {
  NIXL,
  MOONCAKE;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<KvConnector> ofLabel(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /**
   * True if the decode rank reads each block by itself: vLLM's NIXL connector. The others are
   * written to by the prefill rank, neighbouring blocks in one.
   */
  boolean readsBlocks(Engine engine) {
    return this == NIXL && engine != Engine.SGLANG;
  }

  /**
   * True if tensor sizes of prefill and decode may differ: not with vLLM's Mooncake connector,
   * whose ranks meet those of their own number.
   */
  boolean allowsUnequal(Engine engine) {
    return this == NIXL || engine == Engine.SGLANG;
  }
}
