package dev.ringside.core.pass;

import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.deployment.Deployment;

/**
 * Tells prefill from decode.
 *
 * <p>Decode: one token a logits row, so T̂ is R, or R padded to a CUDA-graph size, and R is within
 * {@code max-num-seqs}. Anything else holds prompt tokens. Where no logits are visible (pure
 * pipeline) T̂ ≤ {@code max-num-seqs} decides, and the answer is an estimate.
 */
public record PhaseRule(Phase phase, PhaseSource source) {

  /** Neither prefill nor decode can be said. */
  public static final PhaseRule UNKNOWN = new PhaseRule(Phase.UNKNOWN, PhaseSource.UNKNOWN);

  /** The phase of a pass of {@code tokens} T̂ and {@code rows} R, each −1 if not visible. */
  public static PhaseRule of(Deployment deployment, long tokens, long rows) {
    if (tokens <= 0) {
      return UNKNOWN;
    }
    int bound = deployment.sequenceBound();
    if (rows <= 0) {
      return new PhaseRule(tokens <= bound ? Phase.DECODE : Phase.PREFILL, PhaseSource.ESTIMATED);
    }
    boolean oneTokenEach =
        tokens == rows || tokens == deployment.engine().captureSizes().padded(rows);
    return new PhaseRule(
        oneTokenEach && rows <= bound ? Phase.DECODE : Phase.PREFILL, PhaseSource.LOGITS);
  }
}
