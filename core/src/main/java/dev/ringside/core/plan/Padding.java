package dev.ringside.core.plan;

import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.CaptureSizes;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.routing.EngineVersion;

/**
 * T̂, the tokens that a pass puts on the wire, from T, the tokens scheduled for it.
 *
 * <p>vLLM pads every pass of up to {@code min(2·max_num_seqs·(1+k), 512)} tokens (1024 on
 * Blackwell) to a captured size. V0, SGLang and LMDeploy pad decode passes only, and SGLang counts
 * requests of 1 + k tokens. With sequence parallelism T̂ is a multiple of t. Without graphs T̂ is
 * T.
 *
 * <p>Source: vLLM {@code config/vllm.py:_set_cudagraph_sizes}; SGLang {@code
 * server_args.py:_generate_decode_cuda_graph_batch_sizes}; LMDeploy {@code
 * cuda/graph_runner.py:_get_capture_batch_size_impl}.
 */
public final class Padding {

  private final Deployment deployment;
  private final CaptureSizes sizes;

  public Padding(Deployment deployment) {
    this.deployment = deployment;
    this.sizes =
        deployment.options().flags().contains(EngineFlag.ENFORCE_EAGER)
            ? CaptureSizes.NONE
            : captured(deployment);
  }

  private static CaptureSizes captured(Deployment deployment) {
    int drafted = deployment.options().speculativeTokens();
    return switch (deployment.engine()) {
      case VLLM -> vllm(deployment, 2L * deployment.sequenceBound() * (1 + drafted));
      case SGLANG -> drafted > 0 ? CaptureSizes.SGLANG_DRAFTED : CaptureSizes.SGLANG;
      case VLLM_V0, TRTLLM, TRANSFORMERS, LMDEPLOY, TURBOMIND, LLAMA_CPP ->
          deployment.captureSizes();
    };
  }

  private static CaptureSizes vllm(Deployment deployment, long wanted) {
    if (!EngineVersion.parse(deployment.options().engineVersion()).isAtLeast(0, 11)) {
      return CaptureSizes.VLLM_BEFORE_0_11;
    }
    boolean blackwell =
        Gpu.ofLabel(deployment.options().gpu())
            .filter(gpu -> gpu.computeCapability() / 10 == 10)
            .isPresent();
    return CaptureSizes.VLLM_1024.upTo(Math.min(wanted, blackwell ? 1024 : 512));
  }

  /**
   * @param perRequest tokens of each request, 1 unless drafted tokens are verified
   */
  public long padded(Phase phase, long requests, long perRequest) {
    return phase == Phase.DECODE && deployment.engine() == Engine.SGLANG
        ? inParts(Math.multiplyExact(sizes.padded(requests), perRequest))
        : padded(phase, Math.multiplyExact(requests, perRequest));
  }

  /** T̂ of a pass of {@code tokens}, one each. */
  long padded(Phase phase, long tokens) {
    boolean captured = phase == Phase.DECODE || deployment.engine() == Engine.VLLM;
    return inParts(captured ? sizes.padded(tokens) : tokens);
  }

  private long inParts(long tokens) {
    int parts = deployment.options().sequenceParallel() ? deployment.layout().tensor() : 1;
    return (tokens + parts - 1) / parts * parts;
  }
}
