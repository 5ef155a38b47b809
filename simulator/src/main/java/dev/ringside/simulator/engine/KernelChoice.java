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
   * @param bytes message size in the nccl-tests sense
   * @param tokens T̂ of the pass
   */
  public Transport of(Collective collective, DataType type, long bytes, long tokens, int ranks) {
    if (collective != Collective.ALL_REDUCE) {
      return Transport.NCCL;
    }
    return switch (deployment.engine()) {
      case VLLM_V0 -> takesCustom(bytes, ranks, 8 * MIB) ? Transport.CUSTOM_AR : Transport.NCCL;
      case VLLM -> vllm(type, bytes, ranks);
      case SGLANG -> sglang(bytes, ranks);
      case TRTLLM -> trtllm(tokens, ranks);
      case TRANSFORMERS -> Transport.NCCL;
    };
  }

  /** SGLang gathers BF16 logits by a multicast kernel of its own where the switch can multicast. */
  public Transport ofLogits(DataType type) {
    boolean multicast =
        deployment.engine() == Engine.SGLANG && gpu.hasMulticast() && type == DataType.BFLOAT16;
    return multicast ? Transport.SYMM_MEM : Transport.NCCL;
  }

  private Transport vllm(DataType type, long bytes, int ranks) {
    if (flags.contains(EngineFlag.BATCH_INVARIANT)) {
      return Transport.NCCL;
    }
    if (fuses() && bytes <= fusedMost(ranks)) {
      return Transport.FLASHINFER;
    }
    if (flags.contains(EngineFlag.NCCL_SYMM_MEM) && takesNcclSymmetric(bytes, ranks)) {
      return Transport.NCCL_SYMMETRIC;
    }
    long symmetric = symmetricMost(ranks);
    if (takesCustom(bytes, ranks, symmetric > 0 ? customMostBeside(ranks) : 8 * MIB)) {
      return Transport.CUSTOM_AR;
    }
    return type == DataType.BFLOAT16 && bytes <= symmetric ? Transport.SYMM_MEM : Transport.NCCL;
  }

  private boolean fuses() {
    return version.isAtLeast(0, 17)
        && gpu.hasNvlink()
        && !flags.contains(EngineFlag.DISABLE_FUSION)
        && !flags.contains(EngineFlag.ENFORCE_EAGER);
  }

  /** {@code FI_ALLREDUCE_FUSION_MAX_SIZE_MB}. */
  private long fusedMost(int ranks) {
    int capability = gpu.computeCapability();
    if (capability != 90 && capability != 100 && capability != 103) {
      return 0;
    }
    return switch (ranks) {
      case 2 -> 64 * MIB;
      case 4 -> capability == 90 ? 2 * MIB : capability == 100 ? 32 * MIB : 64 * MIB;
      case 8 -> capability == 90 ? MIB / 2 : capability == 100 ? MIB : 2 * MIB;
      default -> 0;
    };
  }

  private static boolean takesNcclSymmetric(long bytes, int ranks) {
    if (ranks > 8) {
      return true;
    }
    long from = ranks == 4 ? 512 * KIB : 128 * KIB;
    return (ranks == 4 || ranks == 8) && (bytes <= 16 * KIB || bytes >= from);
  }

  /** What torch symmetric memory takes at most; 0 where it is not up. */
  private long symmetricMost(int ranks) {
    boolean up =
        version.isAtLeast(0, 11)
            && gpu.hasMulticast()
            && !flags.contains(EngineFlag.DISABLE_SYMM_MEM);
    if (!up) {
      return 0;
    }
    long[] mebibytes =
        switch (gpu.computeCapability()) {
          case 90 -> new long[] {64, 32, 64, 64};
          case 100 -> new long[] {8, 32, 128, 128};
          case 103 -> new long[] {4, 32, 64, 64};
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
          default -> new long[] {8192, 8192, 8192, 8192};
        };
    return kibibytes[ranks / 2 - 1] * KIB;
  }

  private boolean takesCustom(long bytes, int ranks, long most) {
    boolean allowed =
        !flags.contains(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE)
            && !flags.contains(EngineFlag.BATCH_INVARIANT);
    boolean group = ranks == 2 || ((ranks == 4 || ranks == 6 || ranks == 8) && gpu.hasNvlink());
    return allowed && group && bytes < most && bytes % 16 == 0;
  }

  private Transport sglang(long bytes, int ranks) {
    boolean allowed =
        !flags.contains(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE)
            && !flags.contains(EngineFlag.BATCH_INVARIANT)
            && gpu.hasNvlink();
    boolean group = ranks == 2 || ranks == 4 || ranks == 6 || ranks == 8;
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
