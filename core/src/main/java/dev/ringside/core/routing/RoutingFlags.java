package dev.ringside.core.routing;

import dev.ringside.core.deployment.EngineFlag;
import java.util.Set;

/**
 * Switches that turn routes off or on, named like the engines' own flags.
 *
 * @param customAllReduce off by {@code disable-custom-all-reduce}
 * @param symmetricMemory off by {@code disable-symm-mem}
 * @param fusedNorm off by {@code disable-allreduce-fusion} and by {@code enforce-eager}: it needs a
 *     compiled graph
 * @param batchInvariant on by {@code batch-invariant}: NCCL tree only
 * @param ncclSymmetric on by {@code nccl-symm-mem}
 */
public record RoutingFlags(
    boolean customAllReduce,
    boolean symmetricMemory,
    boolean fusedNorm,
    boolean batchInvariant,
    boolean ncclSymmetric) {

  /** All known flags, including those that do not change a route. */
  public static final Set<String> KNOWN = EngineFlag.KNOWN;

  public static final RoutingFlags DEFAULTS = new RoutingFlags(true, true, true, false, false);

  /**
   * @param flags words of {@link EngineFlag}
   */
  public static RoutingFlags of(Set<String> flags) {
    return new RoutingFlags(
        !flags.contains(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE),
        !flags.contains(EngineFlag.DISABLE_SYMM_MEM),
        !flags.contains(EngineFlag.DISABLE_FUSION) && !flags.contains(EngineFlag.ENFORCE_EAGER),
        flags.contains(EngineFlag.BATCH_INVARIANT),
        flags.contains(EngineFlag.NCCL_SYMM_MEM));
  }
}
