package dev.ringside.core.routing;

import dev.ringside.core.collective.Transport;
import dev.ringside.core.fabric.Confidence;

/**
 * The transport that carries a call, and the rule and source that say so.
 *
 * @param rule the condition that decided, in words
 * @param source file and function, or thread
 * @param tuned true if the engine measures at its start which library is the fastest: {@code
 *     transport} is then no more than likely, and what is seen cannot differ from it
 */
public record Route(
    Transport transport, String rule, Confidence confidence, String source, boolean tuned) {

  public Route(Transport transport, String rule, Confidence confidence, String source) {
    this(transport, rule, confidence, source, false);
  }

  /**
   * True if a hook in NCCL (profiler plugin, debug log, uprobe) sees calls on this route; RCCL has
   * the same.
   */
  public boolean isVisibleToNccl() {
    return transport == Transport.NCCL
        || transport == Transport.NCCL_SYMMETRIC
        || transport == Transport.RCCL;
  }
}
