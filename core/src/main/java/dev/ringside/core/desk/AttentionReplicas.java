package dev.ringside.core.desk;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.pass.BlockPart;
import java.util.Arrays;
import java.util.List;

/**
 * Joins what ranks of several replicas of attention know of a pass: each knows the tokens of its
 * own replica only, and its logits rows where each makes its own.
 */
final class AttentionReplicas {

  private AttentionReplicas() {}

  /**
   * @param joined what is the same for all ranks of the tensor group
   */
  static StepSizes sizes(Deployment deployment, List<BlockPart> parts, StepSizes joined) {
    int replicas = deployment.options().attentionReplicas();
    int ranks = deployment.attentionTensor();
    long[] tokens = new long[replicas];
    long[] rows = new long[replicas];
    Arrays.fill(tokens, StepSizes.UNKNOWN);
    for (BlockPart part : parts) {
      int replica = deployment.layout().laneOf(part.rank()) / ranks;
      StepSizes own = part.block().sizes();
      long embedded = own.beside().embedded();
      long known = embedded == StepSizes.UNKNOWN ? own.tokens() : embedded;
      tokens[replica] = Math.max(tokens[replica], known);
      rows[replica] = Math.max(rows[replica], own.rows());
    }
    boolean apart = deployment.options().flags().contains(EngineFlag.DP_LM_HEAD) && ranks > 1;
    boolean shown = ranks > 1 || deployment.layout().pipeline() > 1;
    boolean summed = !joined.others().isEmpty() && shown;
    return joined.ofReplicas(
        summed ? list(completed(tokens, joined.tokens())) : joined.others(),
        apart ? list(rows) : List.of());
  }

  /** What one replica alone is not known to have is what the others lack of the sum. */
  private static long[] completed(long[] tokens, long all) {
    long sum = 0;
    int open = -1;
    int several = 0;
    for (int replica = 0; replica < tokens.length; replica++) {
      sum += Math.max(0, tokens[replica]);
      if (tokens[replica] <= 0) {
        open = replica;
        several++;
      }
    }
    if (several == 1 && sum < all) {
      tokens[open] = all - sum;
    }
    return tokens;
  }

  private static List<Long> list(long[] numbers) {
    return Arrays.stream(numbers).map(number -> Math.max(0, number)).boxed().toList();
  }
}
