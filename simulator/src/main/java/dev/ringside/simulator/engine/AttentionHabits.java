package dev.ringside.simulator.engine;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import java.util.Locale;
import java.util.Set;

/**
 * What SGLang does between attention that runs in replicas within a tensor group and the halves of
 * layers that all of its ranks compute; written down from its source, and not taken from the
 * analytical model's table.
 *
 * <p>Source: SGLang 0.5.23 {@code arg_groups/boundary_reduction.py}, {@code
 * layers/layer_boundary/exit.py}, {@code dp_attention.py}, {@code models/*.py}.
 */
public final class AttentionHabits {

  private static final Set<String> ALWAYS_WHOLE = Set.of("qwen3", "kimik3", "qwen4exp");
  private static final Set<String> NEVER_SCATTERED =
      Set.of("bailingmoe", "bailingmoev2", "longcatflash", "step3vl");

  private final Set<String> flags;
  private final String name;
  private final boolean expertsEverywhere;

  public AttentionHabits(Deployment deployment) {
    this.flags = deployment.options().flags();
    this.name =
        deployment
            .model()
            .family()
            .architecture()
            .replaceAll("For(CausalLM|ConditionalGeneration)$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("_text$|_", "");
    this.expertsEverywhere =
        deployment.options().expertParallel()
            && deployment.model().feedForward().experts() > 0
            && deployment.options().attentionReplicas() == deployment.layout().tensor();
  }

  private String boundary() {
    for (String way : new String[] {"ar", "rs+rsv", "rsv", "rs"}) {
      if (flags.contains("boundary-reduction-" + way)) {
        return way;
      }
    }
    if (ALWAYS_WHOLE.contains(name)) {
      return "ar";
    }
    return NEVER_SCATTERED.contains(name) ? "rsv" : "rs+rsv";
  }

  /** Sums come back by a reduce for each replica. */
  public boolean reducesToEach() {
    return expertsEverywhere && boundary().endsWith("rsv");
  }

  /** Sums of equal numbers of tokens come back by a reduce-scatter. */
  public boolean scattersBack() {
    return boundary().startsWith("rs") && !boundary().equals("rsv");
  }

  /** Attention's sum is needed before tokens are gathered. */
  public boolean sumsFirst() {
    return Set.of("nemotronh", "deepseekv4", "kimik3", "glm4", "exaone4").contains(name);
  }

  /** Ranks of a replica hold shards of the embedding. */
  public boolean shardsEmbedding() {
    return !Set.of("gemma3", "gemma3n", "gemma4", "deepseekv4", "qwen35", "step3p5", "exaonemoe")
        .contains(name);
  }

  /** Each replica makes its logits by itself. */
  public boolean logitsApart() {
    return flags.contains(EngineFlag.DP_LM_HEAD);
  }
}
