package dev.ringside.simulator.engine;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.routing.EngineVersion;
import java.util.Set;

/**
 * Which library the engine asks first and which then takes a call of a tensor group, within one
 * node: the dispatcher of each engine played as it stands.
 *
 * <p>Sources: vLLM {@code cuda_communicator.py:all_reduce}, {@code all_reduce_utils.py}, {@code
 * custom_all_reduce.py:should_custom_ar}; SGLang v0.5.18 {@code parallel_state.py:all_reduce};
 * TensorRT-LLM {@code customAllReduceUtils.h}.
 */
public final class KernelChoice {

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  private final Deployment deployment;
  private final EngineVersion version;
  private final Gpu gpu;
  private final Set<String> flags;

  public KernelChoice(Deployment deployment) {
    this.deployment = deployment;
    this.version = EngineVersion.parse(deployment.options().engineVersion());
    this.gpu = Gpu.ofLabel(deployment.options().gpu()).orElse(Gpu.H100);
    this.flags = deployment.options().flags();
  }

  /**
   * An all-reduce that a norm follows at once, or another collective.
   *
   * @param bytes message size in the nccl-tests sense
   * @param tokens T̂ of the pass
   */
  public Transport of(Collective collective, DataType type, long bytes, long tokens, int ranks) {
    return of(collective, true, type, bytes, tokens, ranks);
  }

  /**
   * @param normed true for an all-reduce that a norm follows at once: not the embedding's
   */
  public Transport of(
      Collective collective, boolean normed, DataType type, long bytes, long tokens, int ranks) {
    if (gpu.isRocm()) {
      return rocm(collective, bytes, ranks);
    }
    if (collective != Collective.ALL_REDUCE) {
      return ownKernels() ? Transport.CUSTOM_AR : Transport.NCCL;
    }
    return switch (deployment.engine()) {
      case VLLM_V0 -> takesCustom(bytes, ranks, 8 * MIB) ? Transport.CUSTOM_AR : Transport.NCCL;
      case VLLM -> vllm(normed, type, bytes, ranks);
      case SGLANG -> sglang(bytes, ranks);
      case TRTLLM -> trtllm(tokens, ranks);
      case LMDEPLOY -> lmdeploy(normed, bytes, tokens, ranks);
      case TURBOMIND -> ownKernels() ? Transport.CUSTOM_AR : Transport.NCCL;
      case LLAMA_CPP -> llamaCpp(ranks);
      case TRANSFORMERS -> Transport.NCCL;
    };
  }

  /** SGLang gathers BF16 logits by a multicast kernel of its own where the switch can multicast. */
  public Transport ofLogits(DataType type) {
    if (gpu.isRocm()) {
      return Transport.RCCL;
    }
    boolean multicast =
        deployment.engine() == Engine.SGLANG && gpu.hasMulticast() && type == DataType.BFLOAT16;
    return multicast ? Transport.SYMM_MEM : ownKernels() ? Transport.CUSTOM_AR : Transport.NCCL;
  }

  /** TurboMind brings everything about by kernels of its own, if told to. */
  private boolean ownKernels() {
    return deployment.engine() == Engine.TURBOMIND
        && flags.contains(EngineFlag.NATIVE_COMMUNICATOR);
  }

  private Transport llamaCpp(int ranks) {
    if (flags.contains(EngineFlag.COPIED_ALL_REDUCE)) {
      return Transport.COPY_ENGINE;
    }
    if (flags.contains(EngineFlag.INTERNAL_ALL_REDUCE)) {
      return ranks == 2 ? Transport.CUSTOM_AR : Transport.COPY_ENGINE;
    }
    return Transport.NCCL;
  }

  /** Two families have sums fused with their norms, if told to. */
  private Transport lmdeploy(boolean normed, long bytes, long tokens, int ranks) {
    String family = deployment.model().family().architecture();
    boolean fused = normed && (family.startsWith("DeepseekV32") || family.startsWith("GlmMoeDsa"));
    if (fused && flags.contains(EngineFlag.FLASHINFER_ALL_REDUCE)) {
      boolean fits = tokens <= 2048 && gpu.hasNvlink() && ranks < 16 && bytes <= fusedMost(ranks);
      return fits ? Transport.FLASHINFER : Transport.NCCL;
    }
    boolean symmetric =
        fused
            && flags.contains(EngineFlag.SYMM_MEM_ALL_REDUCE)
            && gpu.computeCapability() == 90
            && (ranks == 2 || ranks == 4 || ranks == 6 || ranks == 8)
            && bytes <= (ranks == 4 ? 32 : 64) * MIB;
    return symmetric ? Transport.SYMM_MEM : Transport.NCCL;
  }

  private Transport vllm(boolean normed, DataType type, long bytes, int ranks) {
    if (flags.contains(EngineFlag.BATCH_INVARIANT)) {
      return batchInvariant(bytes, ranks);
    }
    if (normed && fuses() && bytes <= fusedMost(ranks)) {
      return Transport.FLASHINFER;
    }
    boolean plain = takesFlashInfer(bytes, ranks);
    boolean ncclSymmetric =
        flags.contains(EngineFlag.NCCL_SYMM_MEM) && takesNcclSymmetric(bytes, ranks);
    if (plain && (version.isAtLeast(0, 32) || !ncclSymmetric)) {
      return Transport.FLASHINFER;
    }
    if (ncclSymmetric) {
      return Transport.NCCL_SYMMETRIC;
    }
    long symmetric = symmetricMost(ranks);
    if (takesCustom(bytes, ranks, symmetricIsUp() ? customMostBeside(ranks) : 8 * MIB)) {
      return Transport.CUSTOM_AR;
    }
    return type == DataType.BFLOAT16 && bytes <= symmetric ? Transport.SYMM_MEM : Transport.NCCL;
  }

  /** Since 0.33 in chunks of the custom kernel, of any size. */
  private Transport batchInvariant(long bytes, int ranks) {
    boolean custom =
        version.isAtLeast(0, 33)
            && !flags.contains(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE)
            && isCustomGroup(ranks)
            && bytes % 16 == 0;
    return custom ? Transport.CUSTOM_AR : Transport.NCCL;
  }

  /** Of AMD's GPUs no more is known than that a custom kernel goes before RCCL. */
  private Transport rocm(Collective collective, long bytes, int ranks) {
    boolean custom = collective == Collective.ALL_REDUCE && takesCustom(bytes, ranks, 8 * MIB);
    return custom ? Transport.CUSTOM_AR : Transport.RCCL;
  }

  private boolean fuses() {
    return version.isAtLeast(0, 17)
        && gpu.hasNvlink()
        && !flags.contains(EngineFlag.DISABLE_FUSION)
        && !flags.contains(EngineFlag.ENFORCE_EAGER);
  }

  /**
   * {@code VLLM_ALLREDUCE_USE_FLASHINFER}, on since 0.29: all-reduces that no norm follows, too.
   */
  private boolean takesFlashInfer(long bytes, int ranks) {
    if (!version.isAtLeast(0, 29)
        || !gpu.hasNvlink()
        || flags.contains(EngineFlag.DISABLE_FLASHINFER_ALL_REDUCE)) {
      return false;
    }
    int capability = gpu.computeCapability();
    long most = fusedMost(ranks);
    if (capability == 103 && version.isAtLeast(0, 32)) {
      most = ranks == 4 ? 80 * MIB : ranks == 8 ? 64 * MIB : most;
    }
    if ((capability == 100 || capability == 103) && version.isAtLeast(0, 33)) {
      most = ranks == 8 ? 128 * MIB : most;
    }
    return bytes <= most;
  }

  /** {@code FI_ALLREDUCE_FUSION_MAX_SIZE_MB}. */
  private long fusedMost(int ranks) {
    long[] kibibytes =
        switch (gpu.computeCapability()) {
          case 90 -> new long[] {65536, 2048, 512, 0};
          case 100 -> new long[] {65536, 32768, 1024, version.isAtLeast(0, 28) ? 65536 : 0};
          case 103 ->
              new long[] {
                65536,
                65536,
                version.isAtLeast(0, 33) ? 4096 : 2048,
                version.isAtLeast(0, 28) ? 65536 : 0
              };
          case 107 -> new long[] {65536, 65536, 2048, 0};
          default -> new long[] {0, 0, 0, 0};
        };
    if (gpu.computeCapability() == 107 && !version.isAtLeast(0, 33)) {
      return 0;
    }
    return switch (ranks) {
      case 2 -> kibibytes[0] * KIB;
      case 4 -> kibibytes[1] * KIB;
      case 8 -> kibibytes[2] * KIB;
      case 16 -> kibibytes[3] * KIB;
      default -> 0;
    };
  }

  private boolean takesNcclSymmetric(long bytes, int ranks) {
    if (ranks > 8) {
      return true;
    }
    if (!version.isAtLeast(0, 16)) {
      return (ranks == 4 && bytes >= 2 * MIB) || (ranks == 8 && bytes >= MIB);
    }
    long from = ranks == 4 ? 512 * KIB : 128 * KIB;
    return (ranks == 4 || ranks == 8) && (bytes <= 16 * KIB || bytes >= from);
  }

  private boolean symmetricIsUp() {
    return version.isAtLeast(0, 11)
        && gpu.hasMulticast()
        && !flags.contains(EngineFlag.DISABLE_SYMM_MEM);
  }

  /** What torch symmetric memory takes at most; 0 where it is not up. */
  private long symmetricMost(int ranks) {
    if (!symmetricIsUp()) {
      return 0;
    }
    boolean late = version.isAtLeast(0, 33);
    long[] mebibytes =
        switch (gpu.computeCapability()) {
          case 90 -> new long[] {64, 32, 64, 64};
          case 100 -> new long[] {8, 32, 128, 128};
          case 103 -> new long[] {4, 32, late ? 32 : 64, 64};
          case 107 -> late ? new long[] {4, 32, 0, 64} : new long[] {0, 0, 0, 0};
          default -> new long[] {0, 0, 0, 0};
        };
    return ranks == 2 || ranks == 4 || ranks == 6 || ranks == 8
        ? mebibytes[ranks / 2 - 1] * MIB
        : 0;
  }

  /** What is left to the custom kernel where symmetric memory is up. */
  private long customMostBeside(int ranks) {
    long[] kibibytes =
        switch (gpu.computeCapability()) {
          case 90 -> new long[] {8192, 8192, 512, 256};
          case 100 -> new long[] {2048, 2048, 1024, 1024};
          case 103 -> new long[] {4096, 4096, 8192, 4096};
          case 107 -> new long[] {4096, 4096, 0, 4096};
          default -> new long[] {8192, 8192, 8192, 8192};
        };
    return ranks == 2 || ranks == 4 || ranks == 6 || ranks == 8
        ? kibibytes[ranks / 2 - 1] * KIB
        : 0;
  }

  private boolean takesCustom(long bytes, int ranks, long most) {
    boolean allowed =
        !flags.contains(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE)
            && !flags.contains(EngineFlag.BATCH_INVARIANT);
    return allowed && isCustomGroup(ranks) && bytes < most && bytes % 16 == 0;
  }

  private boolean isCustomGroup(int ranks) {
    return ranks == 2 || ((ranks == 4 || ranks == 6 || ranks == 8) && gpu.hasNvlink());
  }

  /** From 0.5.23 groups of all sizes: up to 8 on Hopper, 16 on others but Blackwell's odd ones. */
  private Transport sglang(long bytes, int ranks) {
    boolean allowed =
        !flags.contains(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE)
            && !flags.contains(EngineFlag.BATCH_INVARIANT)
            && gpu.hasNvlink();
    boolean even = ranks == 2 || ranks == 4 || ranks == 6 || ranks == 8;
    int capability = gpu.computeCapability();
    boolean any =
        switch (capability) {
          case 90 -> ranks <= 8;
          case 100, 107 -> ranks <= 8 || ranks == 16;
          default -> ranks <= 16;
        };
    boolean newer = version.compareTo(new EngineVersion(0, 5, 23)) >= 0;
    boolean group = newer ? any && bytes % 16 == 0 : even;
    return allowed && group && bytes <= 16 * MIB ? Transport.CUSTOM_AR : Transport.NCCL;
  }

  private Transport trtllm(long tokens, int ranks) {
    if (ranks != 2 && ranks != 4 && ranks != 8) {
      return Transport.NCCL_SYMMETRIC;
    }
    long most = ranks == 2 ? 2047 : 1023;
    return gpu.hasNvlink() && tokens <= most ? Transport.TRTLLM : Transport.NCCL;
  }
}
