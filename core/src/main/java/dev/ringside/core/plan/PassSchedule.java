package dev.ringside.core.plan;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.model.PassInput;
import dev.ringside.core.report.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward passes of a workload on one replica, and on each of its data-parallel ranks alike.
 *
 * <p>Prefill: prompts are packed into passes of at most {@code maxBatchedTokens}; R counts the
 * requests of a pass, unfinished prompts included. Decode: S_d − 1 passes of B tokens, padded to
 * the engine's CUDA-graph sizes. With k drafted tokens a decode step verifies B·(1+k) tokens and
 * rows; how many steps that saves depends on acceptance, which is not known: no drafted token is
 * taken to be accepted. The draft runs once over B·(1+k) tokens and k−1 times over B.
 *
 * <p>Source: vLLM {@code gpu_model_runner.py} (logits_indices), {@code _set_cudagraph_sizes},
 * {@code llama_eagle.py}; SGLang pads R with T̂ (engines.md B).
 */
final class PassSchedule {

  private PassSchedule() {}

  static List<PlannedPass> of(Deployment deployment, Workload workload) {
    List<PlannedPass> passes = new ArrayList<>(prefill(deployment, workload));
    long decodes = workload.outputTokens() - 1;
    if (decodes > 0) {
      passes.addAll(decode(deployment, workload.batch(), decodes));
    }
    return passes;
  }

  private static List<PlannedPass> prefill(Deployment deployment, Workload workload) {
    List<PlannedPass> passes = new ArrayList<>();
    long remaining = Math.multiplyExact(workload.batch(), workload.promptTokens());
    long done = 0;
    while (remaining > 0) {
      long tokens = Math.min(remaining, workload.maxBatchedTokens());
      long firstRequest = done / workload.promptTokens();
      long lastRequest = (done + tokens - 1) / workload.promptTokens();
      long requests = lastRequest - firstRequest + 1;
      passes.add(pass(deployment, Phase.PREFILL, tokens, requests, requests));
      done += tokens;
      remaining -= tokens;
    }
    return passes;
  }

  private static List<PlannedPass> decode(Deployment deployment, long batch, long steps) {
    int drafted = deployment.options().speculativeTokens();
    long verified = Math.multiplyExact(batch, 1L + drafted);
    List<PlannedPass> passes = new ArrayList<>();
    passes.add(pass(deployment, Phase.DECODE, verified, verified, batch).times(steps));
    if (drafted > 0 && deployment.options().draft().isPresent()) {
      passes.add(pass(deployment, Phase.DECODE, verified, batch, batch).times(steps).drafted());
      if (drafted > 1) {
        long rest = Math.multiplyExact(steps, drafted - 1L);
        passes.add(pass(deployment, Phase.DECODE, batch, batch, batch).times(rest).drafted());
      }
    }
    return passes;
  }

  private static PlannedPass pass(
      Deployment deployment, Phase phase, long tokens, long rows, long requests) {
    boolean padded = phase == Phase.DECODE || deployment.engine() == Engine.VLLM;
    long onTheWire = padded ? deployment.engine().captureSizes().padded(tokens) : tokens;
    boolean padsRows = phase == Phase.DECODE && deployment.engine() == Engine.SGLANG;
    PassInput input = new PassInput(onTheWire, padsRows ? onTheWire : rows, phase);
    return new PlannedPass(input, requests, 1, false);
  }
}
