package dev.ringside.simulator.engine;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.routing.EngineVersion;

/**
 * The sizes CUDA graphs were captured for, as rules instead of lists: a pass is padded to the next
 * rung, or left as it is above the last.
 *
 * <p>Sources: vLLM {@code config/vllm.py:_set_cudagraph_sizes}; SGLang v0.5.18 {@code
 * server_args.py:_generate_decode_cuda_graph_batch_sizes}; LMDeploy {@code
 * cuda/graph_runner.py:_get_capture_batch_size_impl}.
 */
public final class GraphLadder {

  private final Deployment deployment;
  private final EngineVersion version;
  private final boolean eager;
  private final boolean drafting;

  public GraphLadder(Deployment deployment) {
    this.deployment = deployment;
    this.version = EngineVersion.parse(deployment.options().engineVersion());
    this.eager = deployment.options().flags().contains(EngineFlag.ENFORCE_EAGER);
    this.drafting = deployment.options().speculativeTokens() > 0;
  }

  /** False where nothing is captured, and so nothing padded. */
  public boolean hasGraphs() {
    return !eager
        && switch (deployment.engine()) {
          case VLLM, VLLM_V0, SGLANG, LMDEPLOY -> true;
          case TRTLLM, TRANSFORMERS, TURBOMIND, LLAMA_CPP -> false;
        };
  }

  /**
   * Tokens on the wire of a pass.
   *
   * @param requests in a decode pass; SGLang's graphs are captured by them
   * @param tokens scheduled
   */
  public long padded(boolean decode, long requests, long tokens) {
    if (!hasGraphs()) {
      return tokens;
    }
    return switch (deployment.engine()) {
      case VLLM -> vllm(tokens);
      case VLLM_V0 -> decode ? rung(tokens, 256, 256) : tokens;
      case SGLANG -> decode ? sglang(requests) * (tokens / requests) : tokens;
      case LMDEPLOY -> decode ? lmdeploy(tokens) : tokens;
      case TRTLLM, TRANSFORMERS, TURBOMIND, LLAMA_CPP -> tokens;
    };
  }

  /** True if a pass of this size is a graph's replay, so that no host makes its calls. */
  public boolean replays(boolean decode, long padded) {
    return hasGraphs()
        && switch (deployment.engine()) {
          case VLLM -> padded <= vllmMost();
          case VLLM_V0 -> decode && padded <= 256;
          case SGLANG, LMDEPLOY -> decode;
          case TRTLLM, TRANSFORMERS, TURBOMIND, LLAMA_CPP -> false;
        };
  }

  private long vllmMost() {
    if (!version.isAtLeast(0, 11)) {
      return 512;
    }
    long wanted = 2L * deployment.sequenceBound() * (1 + deployment.options().speculativeTokens());
    boolean blackwell =
        Gpu.ofLabel(deployment.options().gpu())
            .map(gpu -> gpu.computeCapability() >= 100 && gpu.computeCapability() < 110)
            .orElse(false);
    return Math.min(wanted, blackwell ? 1024 : 512);
  }

  private long vllm(long tokens) {
    return rung(tokens, version.isAtLeast(0, 11) ? 248 : 512, vllmMost());
  }

  /** 1, 2, 4, then every 8th up to {@code eights}, then every 16th, none above {@code most}. */
  private static long rung(long tokens, long eights, long most) {
    long next;
    if (tokens <= 2) {
      next = tokens;
    } else if (tokens <= 4) {
      next = 4;
    } else if (tokens <= eights) {
      next = upTo(tokens, 8);
    } else {
      next = Math.max(eights + 8, upTo(tokens, 16));
    }
    return next <= most ? next : tokens;
  }

  /** The next power of two up to 256, then the next 256; none above the most sequences. */
  private long lmdeploy(long tokens) {
    long next = 1;
    while (next < tokens) {
      next = next < 256 ? next * 2 : upTo(tokens, 256);
    }
    return Math.min(next, Math.max(tokens, deployment.sequenceBound()));
  }

  private long sglang(long requests) {
    if (drafting) {
      return sglangDrafting(requests);
    }
    if (requests <= 2) {
      return requests;
    } else if (requests <= 12) {
      return upTo(requests, 4);
    } else if (requests <= 256) {
      return upTo(requests, 8);
    } else if (requests <= 512) {
      return upTo(requests, 16);
    }
    return requests;
  }

  private static long sglangDrafting(long requests) {
    if (requests <= 8 || requests > 256) {
      return requests;
    } else if (requests <= 32) {
      return upTo(requests, 2);
    } else if (requests <= 64) {
      return Math.max(40, upTo(requests, 4));
    }
    return upTo(requests, 8);
  }

  private static long upTo(long tokens, long step) {
    return Math.floorDiv(tokens + step - 1, step) * step;
  }
}
