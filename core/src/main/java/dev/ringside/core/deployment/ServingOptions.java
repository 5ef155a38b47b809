package dev.ringside.core.deployment;

import dev.ringside.core.bound.Bound;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a model is served, beyond engine and tensor × pipeline × data layout.
 *
 * @param expertParallel experts are spread over the t·d ranks of a stage instead of being split
 * @param allToAll how tokens reach their experts when {@code data > 1}
 * @param decodeContext c, ranks of the tensor group that share one sequence's KV cache in decode
 * @param prefillContext ranks that share one prompt in prefill
 * @param sequenceParallel all-reduces are split into reduce-scatter and all-gather
 * @param speculativeTokens k drafted a step, 0 for none
 * @param draft the drafting model; empty for drafting without a model (n-gram)
 * @param engineVersion release, empty for the newest known
 * @param gpu label of the GPU, empty if not known
 * @param gpusPerNode GPUs that share a node, 0 if not known
 * @param flags engine switches, words of {@link EngineFlag}
 * @param attentionReplicas groups of tensor ranks that each run attention for requests of their
 *     own, while all of them share the rest of each layer (SGLang's DP attention); 1 for none
 */
public record ServingOptions(
    boolean expertParallel,
    AllToAll allToAll,
    int decodeContext,
    int prefillContext,
    boolean sequenceParallel,
    int speculativeTokens,
    Optional<ModelShape> draft,
    String engineVersion,
    String gpu,
    int gpusPerNode,
    SortedSet<String> flags,
    int attentionReplicas) {

  public static final ServingOptions PLAIN = ofRelease("");

  public ServingOptions {
    EngineFlag.requireKnown(flags);
    Bound.NAME_BYTES.require(engineVersion, "engine version");
    Bound.NAME_BYTES.require(gpu, "gpu");
    Bound.DRAFTED_TOKENS.require(speculativeTokens, "speculative decoding");
    flags = Collections.unmodifiableSortedSet(new TreeSet<>(flags));
    if (attentionReplicas < 1) {
      throw new IllegalArgumentException(
          "attention-data-parallel %d must be at least 1".formatted(attentionReplicas));
    }
    if (decodeContext < 1 || prefillContext < 1 || speculativeTokens < 0 || gpusPerNode < 0) {
      throw new IllegalArgumentException(
          "context %d and %d must be at least 1, speculative tokens %d and GPUs per node %d not negative"
              .formatted(decodeContext, prefillContext, speculativeTokens, gpusPerNode));
    }
  }

  /** Options of a deployment whose tensor ranks all run attention for the same requests. */
  public ServingOptions(
      boolean expertParallel,
      AllToAll allToAll,
      int decodeContext,
      int prefillContext,
      boolean sequenceParallel,
      int speculativeTokens,
      Optional<ModelShape> draft,
      String engineVersion,
      String gpu,
      int gpusPerNode,
      SortedSet<String> flags) {
    this(
        expertParallel,
        allToAll,
        decodeContext,
        prefillContext,
        sequenceParallel,
        speculativeTokens,
        draft,
        engineVersion,
        gpu,
        gpusPerNode,
        flags,
        1);
  }

  /** The same with attention in so many replicas within the tensor group. */
  public ServingOptions withAttentionReplicas(int replicas) {
    return new ServingOptions(
        expertParallel,
        allToAll,
        decodeContext,
        prefillContext,
        sequenceParallel,
        speculativeTokens,
        draft,
        engineVersion,
        gpu,
        gpusPerNode,
        flags,
        replicas);
  }

  /** Nothing but the engine's release. */
  static ServingOptions ofRelease(String engineVersion) {
    return new ServingOptions(
        false,
        AllToAll.ALLGATHER_REDUCESCATTER,
        1,
        1,
        false,
        0,
        Optional.empty(),
        engineVersion,
        "",
        0,
        Collections.emptySortedSet());
  }
}
