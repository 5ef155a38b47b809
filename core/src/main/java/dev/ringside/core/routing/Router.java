package dev.ringside.core.routing;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.hardware.Gpu;
import java.util.Optional;

/**
 * Which transport carries a collective of S bytes on t ranks, for one engine on one GPU.
 *
 * <p>vLLM tries, in this order: fused all-reduce and norm, NCCL on symmetric memory (if switched
 * on), custom all-reduce, torch symmetric memory, NCCL; each has its own range of sizes. Only TP
 * all-reduces have a choice. NCCL carries the all-gather of logits (except in SGLang), the
 * pipeline's sends, and all groups that span nodes.
 *
 * <p>Sources: vLLM {@code cuda_communicator.py:all_reduce}, {@code custom_all_reduce.py}, {@code
 * all_reduce_utils.py} (size tables), {@code FI_ALLREDUCE_FUSION_MAX_SIZE_MB}; SGLang v0.5.18
 * {@code parallel_state.py:all_reduce}, {@code MultimemAllGatherer}; TensorRT-LLM {@code
 * customAllReduceUtils.h:selectStrategyLookUpTable}.
 */
public final class Router {

  private static final long MIB = 1 << 20;
  private static final long KIB = 1 << 10;

  private final Engine engine;
  private final EngineVersion version;
  private final Optional<Gpu> gpu;
  private final RoutingFlags flags;

  public Router(Engine engine, EngineVersion version, Optional<Gpu> gpu, RoutingFlags flags) {
    this.engine = engine;
    this.version = version;
    this.gpu = gpu;
    this.flags = flags;
  }

  /**
   * @param collective what is called on the tensor group
   * @param messageBytes nccl-tests size
   * @param tokens T̂, for rules that count tokens
   */
  public Route tensorCall(
      Collective collective,
      DataType dataType,
      long messageBytes,
      long tokens,
      int ranks,
      Reach reach) {
    if (gpu.isEmpty()) {
      return new Route(
          Transport.UNKNOWN, "no GPU given", Confidence.ESTIMATE, "give --gpu to know");
    }
    if (reach == Reach.CLUSTER) {
      return nccl("the group spans nodes", dispatcher());
    }
    if (collective == Collective.ALL_GATHER && engine == Engine.SGLANG) {
      return sglangLogits(dataType, messageBytes, ranks);
    }
    if (collective != Collective.ALL_REDUCE) {
      return nccl("only all-reduces have other carriers", dispatcher());
    }
    return switch (engine) {
      case VLLM_V0 -> customOrNccl(messageBytes, ranks, 8 * MIB);
      case VLLM -> vllm(dataType, messageBytes, ranks);
      case SGLANG -> sglang(messageBytes, ranks);
      case TRTLLM -> trtllm(tokens, ranks);
      case TRANSFORMERS -> nccl("no other carrier", dispatcher());
    };
  }

  /** Calls of pipeline, data and expert groups through the process group. */
  public Route processGroupCall() {
    return gpu.isEmpty()
        ? new Route(Transport.UNKNOWN, "no GPU given", Confidence.ESTIMATE, "give --gpu to know")
        : nccl("process-group call", dispatcher());
  }

  /** The source file in which the engine chooses a transport. */
  private String dispatcher() {
    return switch (engine) {
      case VLLM_V0, VLLM -> "vLLM cuda_communicator.py:all_reduce, parallel_state.py";
      case SGLANG -> "SGLang v0.5.18 parallel_state.py";
      case TRTLLM -> "TensorRT-LLM ops.py:AllReduce, communicator.py:PPCommNCCL";
      case TRANSFORMERS -> "transformers tensor parallelism on torch.distributed";
    };
  }

  private Route vllm(DataType dataType, long bytes, int ranks) {
    if (flags.batchInvariant()) {
      return nccl("VLLM_BATCH_INVARIANT forces NCCL tree", "vLLM batch_invariant.py");
    }
    if (isFused(bytes, ranks)) {
      return new Route(
          Transport.FLASHINFER,
          "all-reduce fused with RMSNorm up to %d KiB".formatted(fusionHalfMib(ranks) * 512),
          Confidence.MEASURED,
          "vLLM #34299, FI_ALLREDUCE_FUSION_MAX_SIZE_MB");
    }
    if (isNcclSymmetric(bytes, ranks)) {
      return new Route(
          Transport.NCCL_SYMMETRIC,
          "VLLM_USE_NCCL_SYMM_MEM is on",
          Confidence.MEASURED,
          "vLLM all_reduce_utils.py:should_nccl_symm_mem_allreduce");
    }
    boolean symmetric = symmetricMemoryIsUp(ranks);
    Route custom = customOrNccl(bytes, ranks, customMax(ranks, symmetric));
    if (custom.transport() == Transport.CUSTOM_AR) {
      return custom;
    }
    if (symmetric && dataType == DataType.BFLOAT16 && bytes <= symmetricMax(ranks)) {
      return new Route(
          Transport.SYMM_MEM,
          "torch symmetric memory up to %d MiB".formatted(symmetricMax(ranks) / MIB),
          Confidence.MEASURED,
          "vLLM #24111, all_reduce_utils.py:SYMM_MEM_ALL_REDUCE_MAX_SIZES");
    }
    return custom;
  }

  private boolean isFused(long bytes, int ranks) {
    return flags.fusedNorm()
        && version.isAtLeast(0, 17)
        && gpu.orElseThrow().hasNvlink()
        && bytes <= fusionHalfMib(ranks) * (MIB / 2);
  }

  /** From 4 ranks, except for sizes at which it is not faster. */
  private boolean isNcclSymmetric(long bytes, int ranks) {
    if (!flags.ncclSymmetric()) {
      return false;
    }
    return switch (ranks) {
      case 1, 2, 3 -> false;
      case 4 -> bytes <= 16 * KIB || bytes >= 512 * KIB;
      case 8 -> bytes <= 16 * KIB || bytes >= 128 * KIB;
      default -> ranks > 8;
    };
  }

  /** The size limit of the fused kernel in half mebibytes; 0 where it has none. */
  private long fusionHalfMib(int ranks) {
    return switch (gpu.orElseThrow().computeCapability()) {
      case 90 -> ranks == 2 ? 128 : ranks == 4 ? 4 : ranks == 8 ? 1 : 0;
      case 100 -> ranks == 2 ? 128 : ranks == 4 ? 64 : ranks == 8 ? 2 : 0;
      case 103 -> ranks == 2 || ranks == 4 ? 128 : ranks == 8 ? 4 : 0;
      default -> 0;
    };
  }

  /** While it is up its buffers limit the custom kernel, for all types; it carries only BF16. */
  private boolean symmetricMemoryIsUp(int ranks) {
    return flags.symmetricMemory()
        && version.isAtLeast(0, 11)
        && gpu.orElseThrow().hasMulticast()
        && symmetricMax(ranks) > 0;
  }

  private long symmetricMax(int ranks) {
    return switch (gpu.orElseThrow().computeCapability()) {
      case 90 -> ranks == 4 ? 32 * MIB : isEvenToEight(ranks) ? 64 * MIB : 0;
      case 100 ->
          ranks == 2 ? 8 * MIB : ranks == 4 ? 32 * MIB : isEvenToEight(ranks) ? 128 * MIB : 0;
      case 103 ->
          ranks == 2 ? 4 * MIB : ranks == 4 ? 32 * MIB : isEvenToEight(ranks) ? 64 * MIB : 0;
      default -> 0;
    };
  }

  private static boolean isEvenToEight(int ranks) {
    return ranks == 2 || ranks == 4 || ranks == 6 || ranks == 8;
  }

  private long customMax(int ranks, boolean symmetric) {
    if (!symmetric) {
      return 8 * MIB;
    }
    return switch (gpu.orElseThrow().computeCapability()) {
      case 90 -> ranks == 6 ? 512 * KIB : ranks == 8 ? 256 * KIB : 8 * MIB;
      case 100 -> ranks >= 6 ? MIB : 2 * MIB;
      case 103 -> ranks == 6 ? 8 * MIB : 4 * MIB;
      default -> 8 * MIB;
    };
  }

  private Route customOrNccl(long bytes, int ranks, long max) {
    boolean fits = bytes < max && bytes % 16 == 0 && isEvenToEight(ranks);
    boolean linked = gpu.orElseThrow().hasNvlink() || ranks == 2;
    return flags.customAllReduce() && !flags.batchInvariant() && fits && linked
        ? new Route(
            Transport.CUSTOM_AR,
            "custom all-reduce below %d KiB".formatted(max / KIB),
            Confidence.MEASURED,
            "vLLM custom_all_reduce.py:should_custom_ar")
        : nccl("no other carrier takes it", dispatcher());
  }

  private Route sglang(long bytes, int ranks) {
    return flags.customAllReduce()
            && !flags.batchInvariant()
            && bytes <= 16 * MIB
            && isEvenToEight(ranks)
            && gpu.orElseThrow().hasNvlink()
        ? new Route(
            Transport.CUSTOM_AR,
            "custom all-reduce v2 up to 16 MiB",
            Confidence.MEASURED,
            "SGLang v0.5.18 parallel_state.py:all_reduce")
        : nccl("above 16 MiB, no NVLink, or switched off", dispatcher());
  }

  /** An estimate: the kernel takes at least 128 rows, and the exact limit depends on the server. */
  private Route sglangLogits(DataType dataType, long bytes, int ranks) {
    return gpu.orElseThrow().hasMulticast() && dataType == DataType.BFLOAT16
        ? new Route(
            Transport.SYMM_MEM,
            "multimem all-gather of logits",
            Confidence.ESTIMATE,
            "SGLang v0.5.18 MultimemAllGatherer (%d bytes on %d ranks)".formatted(bytes, ranks))
        : nccl("no multicast", "SGLang v0.5.18 MultimemAllGatherer");
  }

  private Route trtllm(long tokens, int ranks) {
    if (ranks != 2 && ranks != 4 && ranks != 8) {
      return new Route(
          Transport.NCCL_SYMMETRIC,
          "the table has 2, 4 and 8 ranks",
          Confidence.ESTIMATE,
          "TensorRT-LLM customAllReduceUtils.h");
    }
    long ncclFrom = ranks == 2 ? 2048 : 1024;
    return tokens < ncclFrom && gpu.orElseThrow().hasNvlink()
        ? new Route(
            Transport.TRTLLM,
            "one- or two-shot kernel below %d tokens".formatted(ncclFrom),
            Confidence.ESTIMATE,
            "TensorRT-LLM customAllReduceUtils.h, SM90, hidden size 4096")
        : nccl("from %d tokens".formatted(ncclFrom), "TensorRT-LLM customAllReduceUtils.h");
  }

  private static Route nccl(String rule, String source) {
    return new Route(Transport.NCCL, rule, Confidence.MEASURED, source);
  }
}
