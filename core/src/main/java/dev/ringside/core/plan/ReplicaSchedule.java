package dev.ringside.core.plan;

import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.model.PassInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The forward passes of a workload where attention runs in d replicas within the tensor group
 * (SGLang's DP attention). The batch is dealt out evenly, the first replicas have one request more;
 * each has a scheduler of its own, and all step together.
 *
 * <p>Prefill: each replica fills its pass with up to a d-th of {@code maxBatchedTokens}, and tokens
 * are summed (SUM_LEN). Decode: tokens are filled up to those of the fullest replica (MAX_LEN),
 * unless others have less than half as many, or the custom all-reduce can hold them and no replica
 * is idle: then they are summed. In a captured graph all have the captured size.
 *
 * <p>Source: SGLang 0.5.23 {@code dp_attention.py:get_dp_padding_mode,
 * _decode_sum_len_fits_custom_all_reduce}, {@code arg_groups/parallel_hook.py}.
 */
final class ReplicaSchedule {

  /** The largest message of SGLang's custom all-reduce. */
  private static final long MOST_CUSTOM_BYTES = 16L << 20;

  private final Deployment deployment;
  private final Workload workload;
  private final Padding padding;
  private final int replicas;
  private final int ranks;

  ReplicaSchedule(Deployment deployment, Workload workload, Padding padding) {
    this.deployment = deployment;
    this.workload = workload;
    this.padding = padding;
    this.replicas = deployment.options().attentionReplicas();
    this.ranks = deployment.attentionTensor();
  }

  List<PlannedPass> passes() {
    List<PlannedPass> passes = new ArrayList<>();
    prefill().forEach((pass, count) -> passes.add(pass.times(count)));
    long decodes = workload.outputTokens() - 1;
    if (decodes > 1) {
      passes.add(decode(true).times(decodes - 1));
    }
    if (decodes > 0) {
      passes.add(decode(false));
    }
    return passes;
  }

  private long requestsOf(int replica) {
    return (workload.batch() + replicas - 1 - replica) / replicas;
  }

  private Map<PlannedPass, Long> prefill() {
    Map<PlannedPass, Long> passes = new LinkedHashMap<>();
    long most = Math.max(1, workload.maxBatchedTokens() / replicas);
    long fullest = Math.multiplyExact(requestsOf(0), workload.promptTokens());
    for (long done = 0; done < fullest; done += most) {
      passes.merge(prompts(done, most), 1L, Long::sum);
    }
    return passes;
  }

  /** Each replica has done the same number of tokens before, or all of its own. */
  private PlannedPass prompts(long done, long most) {
    long prompt = workload.promptTokens();
    List<Long> tokens = new ArrayList<>();
    long rows = 0;
    long first = 0;
    for (int replica = 0; replica < replicas; replica++) {
      long all = requestsOf(replica) * prompt;
      long own = Math.min(Math.max(0, all - done), most);
      long requests = own == 0 ? 0 : (done + own - 1) / prompt - done / prompt + 1;
      tokens.add(aligned(own));
      rows += requests;
      first = replica == 0 ? requests : first;
    }
    StepSizes sizes = summed(tokens, apart() ? first : rows);
    return planned(sizes, Phase.PREFILL, first, workload.outputTokens() > 1);
  }

  private PlannedPass decode(boolean goOn) {
    long most = aligned(padding.padded(Phase.DECODE, requestsOf(0)));
    boolean captured = !deployment.options().flags().contains(EngineFlag.ENFORCE_EAGER);
    List<Long> tokens = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      tokens.add(captured ? most : aligned(requestsOf(replica)));
    }
    long all = captured ? replicas * most : workload.batch();
    long rows = apart() ? most : all;
    StepSizes sizes =
        isSummed(tokens, most) ? summed(tokens, rows) : new StepSizes(replicas * most, rows);
    return planned(sizes, Phase.DECODE, requestsOf(0), goOn);
  }

  /** Each replica makes its own logits: the rows are those of the fullest. */
  private boolean apart() {
    return deployment.options().flags().contains(EngineFlag.DP_LM_HEAD);
  }

  private static StepSizes summed(List<Long> tokens, long rows) {
    return new StepSizes(sum(tokens), rows, tokens, StepSizes.UNKNOWN, StepSizes.UNKNOWN);
  }

  private boolean isSummed(List<Long> tokens, long most) {
    long bytes = sum(tokens) * deployment.model().hidden() * deployment.dataType().bytes();
    boolean custom =
        !deployment.options().flags().contains(EngineFlag.DISABLE_CUSTOM_ALL_REDUCE)
            && !deployment.options().flags().contains(EngineFlag.BATCH_INVARIANT)
            && deployment.layout().tensor() <= gpusPerNode();
    boolean idle = requestsOf(replicas - 1) == 0;
    boolean fits = custom && !idle && bytes <= MOST_CUSTOM_BYTES;
    return fits || 2 * sum(tokens) < replicas * most;
  }

  private int gpusPerNode() {
    int stated = deployment.options().gpusPerNode();
    return stated > 0 ? stated : 8;
  }

  private static long sum(List<Long> tokens) {
    return tokens.stream().mapToLong(Long::longValue).sum();
  }

  private long aligned(long tokens) {
    return (tokens + ranks - 1) / ranks * ranks;
  }

  private static PlannedPass planned(StepSizes sizes, Phase phase, long requests, boolean goOn) {
    return new PlannedPass(new PassInput(sizes, phase), requests, goOn, 1, false);
  }
}
