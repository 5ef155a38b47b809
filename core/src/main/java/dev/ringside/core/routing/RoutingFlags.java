package dev.ringside.core.routing;

import java.util.Set;

/**
 * Switches that turn routes off or on, spelled as the engines' own flags without the dashes.
 *
 * @param customAllReduce off by {@code disable-custom-all-reduce}
 * @param symmetricMemory off by {@code disable-symm-mem}
 * @param fusedNorm off by {@code disable-allreduce-fusion}; needs a compiled graph
 * @param batchInvariant on by {@code batch-invariant}: NCCL tree only
 */
public record RoutingFlags(
    boolean customAllReduce, boolean symmetricMemory, boolean fusedNorm, boolean batchInvariant) {

  public static final String DISABLE_CUSTOM_ALL_REDUCE = "disable-custom-all-reduce";
  public static final String DISABLE_SYMM_MEM = "disable-symm-mem";
  public static final String DISABLE_FUSION = "disable-allreduce-fusion";
  public static final String BATCH_INVARIANT = "batch-invariant";

  /** All words known. */
  public static final Set<String> KNOWN =
      Set.of(DISABLE_CUSTOM_ALL_REDUCE, DISABLE_SYMM_MEM, DISABLE_FUSION, BATCH_INVARIANT);

  public static final RoutingFlags DEFAULTS = new RoutingFlags(true, true, true, false);

  public static RoutingFlags of(Set<String> flags) {
    return new RoutingFlags(
        !flags.contains(DISABLE_CUSTOM_ALL_REDUCE),
        !flags.contains(DISABLE_SYMM_MEM),
        !flags.contains(DISABLE_FUSION),
        flags.contains(BATCH_INVARIANT));
  }
}
