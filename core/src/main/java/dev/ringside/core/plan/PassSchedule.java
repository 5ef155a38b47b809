package dev.ringside.core.plan;

import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.model.PassInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The forward passes of a workload on one replica; all replicas run the same ones.
 *
 * <p>Prefill: prompts are packed into passes of at most {@code maxBatchedTokens} tokens and cut
 * where a pass is full. R counts the requests of a pass, including unfinished prompts but in
 * llama.cpp, whose passes have at most {@value #MICRO_BATCH} tokens. vLLM V0 does not cut prompts,
 * and Transformers runs all of them in one pass. Decode: S_d − 1 passes of B tokens.
 *
 * <p>With k drafted tokens a decode step verifies B·(1+k) tokens and rows. The steps this saves
 * depend on the acceptance rate, which is not known, so no drafted token is assumed to be accepted.
 * After each step, including prefill's, the draft runs once over the step's tokens and k−1 times
 * over one token of each request.
 *
 * <p>Source: vLLM {@code gpu_model_runner.py} (logits_indices), {@code llama_eagle.py}; SGLang's LM
 * head is inside the decode graph, so R is T̂ there. Cost: linear in the prefill passes.
 */
public final class PassSchedule {

  /** Tokens that llama.cpp runs at once by default ({@code --ubatch-size}). */
  private static final long MICRO_BATCH = 512;

  private final Deployment deployment;
  private final Workload workload;
  private final Padding padding;
  private final int drafted;

  private PassSchedule(Deployment deployment, Workload workload) {
    this.deployment = deployment;
    this.workload = workload;
    this.padding = new Padding(deployment);
    this.drafted = deployment.options().speculativeTokens();
  }

  public static List<PlannedPass> of(Deployment deployment, Workload workload) {
    if (deployment.options().attentionReplicas() > 1) {
      return new ReplicaSchedule(deployment, workload, new Padding(deployment)).passes();
    }
    PassSchedule schedule = new PassSchedule(deployment, workload);
    List<PlannedPass> passes = new ArrayList<>();
    schedule.prefill().forEach((pass, count) -> passes.addAll(schedule.step(pass, count)));
    long decodes = workload.outputTokens() - 1;
    if (decodes > 1) {
      passes.addAll(schedule.step(schedule.verification(true), decodes - 1));
    }
    if (decodes > 0) {
      passes.addAll(schedule.step(schedule.verification(false), 1));
    }
    return passes;
  }

  /** Prefill passes, each with the number of passes like it. */
  private Map<PlannedPass, Long> prefill() {
    Map<PlannedPass, Long> passes = new LinkedHashMap<>();
    long all = Math.multiplyExact(workload.batch(), workload.promptTokens());
    long most = tokensOfPass(all);
    for (long done = 0; done < all; done += most) {
      passes.merge(prompts(done, Math.min(all - done, most)), 1L, Long::sum);
    }
    return passes;
  }

  private long tokensOfPass(long all) {
    long prompt = workload.promptTokens();
    return switch (deployment.engine()) {
      case TRANSFORMERS -> all;
      case VLLM_V0 -> Math.max(1, workload.maxBatchedTokens() / prompt) * prompt;
      case VLLM, SGLANG, TRTLLM, LMDEPLOY, TURBOMIND -> workload.maxBatchedTokens();
      case LLAMA_CPP -> Math.min(MICRO_BATCH, workload.maxBatchedTokens());
    };
  }

  private PlannedPass prompts(long done, long tokens) {
    long prompt = workload.promptTokens();
    long requests = (done + tokens - 1) / prompt - done / prompt + 1;
    long finished = (done + tokens) / prompt - done / prompt;
    boolean returned = finished > 0 || deployment.engine() == Engine.SGLANG;
    long rows = deployment.engine() == Engine.LLAMA_CPP ? finished : requests;
    PassInput input = new PassInput(padding.padded(Phase.PREFILL, tokens), rows, Phase.PREFILL);
    return new PlannedPass(input, returned ? requests : 0, workload.outputTokens() > 1, 1, false);
  }

  private PlannedPass verification(boolean goOn) {
    long perRequest = 1L + drafted;
    long tokens = padding.padded(Phase.DECODE, workload.batch(), perRequest);
    long rows =
        deployment.engine() == Engine.SGLANG
            ? tokens
            : Math.multiplyExact(workload.batch(), perRequest);
    PassInput input = new PassInput(tokens, rows, Phase.DECODE);
    return new PlannedPass(input, workload.batch(), goOn, 1, false);
  }

  /** {@code count} passes of the target, with the drafting that follows each. */
  private List<PlannedPass> step(PlannedPass target, long count) {
    List<PlannedPass> passes = new ArrayList<>(List.of(target.times(count)));
    if (drafted == 0 || deployment.options().draft().isEmpty()) {
      return passes;
    }
    Phase phase = target.input().phase();
    long requests = phase == Phase.DECODE ? workload.batch() : target.input().rows();
    passes.add(draft(target.input().tokens(), requests, phase).times(count));
    if (drafted > 1) {
      long more = Math.multiplyExact(count, drafted - 1L);
      passes.add(draft(padding.padded(Phase.DECODE, requests), requests, phase).times(more));
    }
    return passes;
  }

  private static PlannedPass draft(long tokens, long rows, Phase phase) {
    return new PlannedPass(new PassInput(tokens, rows, phase), 0, false, 1, true);
  }
}
