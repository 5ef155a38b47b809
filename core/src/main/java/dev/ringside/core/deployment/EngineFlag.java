package dev.ringside.core.deployment;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The words of {@code flags}: engine switches that change what is sent or which library sends it.
 */
public final class EngineFlag {

  public static final String DISABLE_CUSTOM_ALL_REDUCE = "disable-custom-all-reduce";
  public static final String DISABLE_SYMM_MEM = "disable-symm-mem";
  public static final String DISABLE_FUSION = "disable-allreduce-fusion";

  /** {@code VLLM_ALLREDUCE_USE_FLASHINFER=0}: all-reduces that no norm follows go another way. */
  public static final String DISABLE_FLASHINFER_ALL_REDUCE = "disable-flashinfer-all-reduce";

  /** {@code VLLM_BATCH_INVARIANT}, SGLang's deterministic mode: NCCL's tree only. */
  public static final String BATCH_INVARIANT = "batch-invariant";

  /** {@code VLLM_USE_NCCL_SYMM_MEM}: NCCL's kernels on symmetric memory. */
  public static final String NCCL_SYMM_MEM = "nccl-symm-mem";

  /** No compiled graph, no CUDA graphs: no fusion, no padding. */
  public static final String ENFORCE_EAGER = "enforce-eager";

  /** Tokens travel to their experts as block-quantised FP8. */
  public static final String FP8_DISPATCH = "fp8-dispatch";

  /** vLLM on Ascend NPUs (vllm-ascend), whose HCCL carries what NCCL does elsewhere. */
  public static final String ASCEND = "ascend";

  /**
   * {@code TLLM_DISABLE_ALLREDUCE_AUTOTUNE}: TensorRT-LLM goes by its table, and measures nothing.
   */
  public static final String DISABLE_AUTOTUNE = "disable-all-reduce-autotune";

  /** {@code LMDEPLOY_ENABLE_FLASHINFER_ALLREDUCE}: sums that a norm follows, of two families. */
  public static final String FLASHINFER_ALL_REDUCE = "flashinfer-all-reduce";

  /** {@code LMDEPLOY_ENABLE_SYMM_MEM_ALLREDUCE}: the same by torch's symmetric memory. */
  public static final String SYMM_MEM_ALL_REDUCE = "symm-mem-all-reduce";

  /** TurboMind's {@code --communicator native} or {@code cuda-ipc}: kernels of its own. */
  public static final String NATIVE_COMMUNICATOR = "native-communicator";

  /** {@code GGML_CUDA_ALLREDUCE=internal}: llama.cpp's own kernel, on two GPUs. */
  public static final String INTERNAL_ALL_REDUCE = "internal-all-reduce";

  /** {@code GGML_CUDA_ALLREDUCE=none}: llama.cpp copies and adds, GPU by GPU. */
  public static final String COPIED_ALL_REDUCE = "copied-all-reduce";

  /** SGLang's {@code --enable-dp-lm-head}: each replica of attention makes its own logits. */
  public static final String DP_LM_HEAD = "dp-lm-head";

  /** SGLang's {@code --boundary-reduction ar}: what layers sum comes back by all-reduces. */
  public static final String BOUNDARY_AR = "boundary-reduction-ar";

  /** The same with {@code rs}: by reduce-scatters where all replicas have as many tokens. */
  public static final String BOUNDARY_RS = "boundary-reduction-rs";

  /**
   * The same with {@code rsv}: by a reduce for each replica where each is one rank with experts.
   */
  public static final String BOUNDARY_RSV = "boundary-reduction-rsv";

  /** The same with {@code rs+rsv}: the one or the other. */
  public static final String BOUNDARY_BOTH = "boundary-reduction-rs+rsv";

  public static final SortedSet<String> KNOWN =
      Collections.unmodifiableSortedSet(
          new TreeSet<>(
              List.of(
                  DISABLE_CUSTOM_ALL_REDUCE,
                  DISABLE_SYMM_MEM,
                  DISABLE_FUSION,
                  DISABLE_FLASHINFER_ALL_REDUCE,
                  BATCH_INVARIANT,
                  NCCL_SYMM_MEM,
                  ENFORCE_EAGER,
                  FP8_DISPATCH,
                  ASCEND,
                  DISABLE_AUTOTUNE,
                  FLASHINFER_ALL_REDUCE,
                  SYMM_MEM_ALL_REDUCE,
                  NATIVE_COMMUNICATOR,
                  INTERNAL_ALL_REDUCE,
                  COPIED_ALL_REDUCE,
                  DP_LM_HEAD,
                  BOUNDARY_AR,
                  BOUNDARY_RS,
                  BOUNDARY_RSV,
                  BOUNDARY_BOTH)));

  private EngineFlag() {}

  /**
   * @throws IllegalArgumentException naming the first unknown word, and the known ones
   */
  static void requireKnown(Collection<String> words) {
    for (String word : words) {
      if (!KNOWN.contains(word)) {
        throw new IllegalArgumentException(
            "flag %s: known are %s".formatted(word, String.join(", ", KNOWN)));
      }
    }
  }
}
