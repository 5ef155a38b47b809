package dev.ringside.core.pass;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.grammar.StepSizes;

/**
 * Tells prefill from decode.
 *
 * <p>Decode: one token a logits row, so T̂ is R, or R padded to a CUDA-graph size, and R is within
 * {@code max-num-seqs}·(1 + drafted tokens). Anything else holds prompt tokens. Where no logits are
 * visible (pure pipeline) T̂ within that decides, and the answer is an estimate.
 */
public record PhaseRule(Phase phase, PhaseSource source) {

  /** Neither prefill nor decode can be said. */
  public static final PhaseRule UNKNOWN = new PhaseRule(Phase.UNKNOWN, PhaseSource.UNKNOWN);

  /** Rows of the largest decode pass: drafted tokens have rows too, SGLang's padding as well. */
  private static long mostRows(Deployment deployment) {
    long rows = (long) deployment.sequenceBound() * (1 + deployment.options().speculativeTokens());
    return deployment.engine() == Engine.SGLANG
        ? shared(deployment, deployment.captureSizes().padded(rows))
        : rows;
  }

  /** Where ranks share out tokens they are filled up to equal shares. */
  private static long shared(Deployment deployment, long tokens) {
    int parts = deployment.options().sequenceParallel() ? deployment.layout().tensor() : 1;
    return (tokens + parts - 1) / parts * parts;
  }

  /**
   * The phase of a pass of such sizes. Where attention runs in d replicas of a ranks, T̂ and R are
   * of all of them: replicas that are filled up to the largest have at most twice as many tokens as
   * rows when they decode, and those that are summed up to a − 1 more each.
   */
  public static PhaseRule of(Deployment deployment, StepSizes sizes) {
    int replicas = deployment.options().attentionReplicas();
    if (replicas == 1 || sizes.tokens() <= 0) {
      return of(deployment, sizes.tokens(), sizes.rows());
    }
    long bound = Math.multiplyExact(mostRows(deployment), (long) replicas);
    long filled = (long) replicas * (deployment.attentionTensor() - 1);
    if (sizes.rows() <= 0) {
      Phase phase = sizes.tokens() <= bound + filled ? Phase.DECODE : Phase.PREFILL;
      return new PhaseRule(phase, PhaseSource.ESTIMATED);
    }
    long most = sizes.rows() + filled;
    boolean decodes = sizes.tokens() <= (sizes.others().isEmpty() ? 2 * most : most);
    return new PhaseRule(
        decodes && sizes.rows() <= bound ? Phase.DECODE : Phase.PREFILL, PhaseSource.LOGITS);
  }

  /** The phase of a pass of {@code tokens} T̂ and {@code rows} R, each −1 if not visible. */
  public static PhaseRule of(Deployment deployment, long tokens, long rows) {
    if (tokens <= 0) {
      return UNKNOWN;
    }
    long bound = mostRows(deployment);
    if (rows <= 0) {
      return new PhaseRule(tokens <= bound ? Phase.DECODE : Phase.PREFILL, PhaseSource.ESTIMATED);
    }
    long padded = deployment.captureSizes().padded(rows);
    boolean oneTokenEach =
        tokens == rows || tokens == padded || tokens == shared(deployment, padded);
    return new PhaseRule(
        oneTokenEach && rows <= bound ? Phase.DECODE : Phase.PREFILL, PhaseSource.LOGITS);
  }
}
