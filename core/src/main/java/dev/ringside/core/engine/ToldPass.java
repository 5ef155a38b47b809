package dev.ringside.core.engine;

import dev.ringside.core.deployment.CaptureSizes;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.pass.ForwardPass;
import java.util.Optional;

/**
 * A pass that the engine told and that waits for its counterpart.
 *
 * @param endNs when its end was told, on the agent's clock
 * @param tokens T, {@link Iteration#UNKNOWN} if it does not follow from what was told
 * @param padded T padded to a size that the engine captured; T itself if there is none
 * @param rows R
 * @param dummy true if it computed nothing of use
 * @param skipped numbers that are missing before it
 */
public record ToldPass(
    long endNs, long tokens, long padded, int rows, boolean dummy, long skipped) {

  static ToldPass of(Iteration told, Optional<Deployment> against, long skipped) {
    boolean speculates = against.map(one -> one.options().speculativeTokens() > 0).orElse(false);
    long tokens = told.tokens(speculates);
    return new ToldPass(
        told.endNs(),
        tokens,
        tokens == Iteration.UNKNOWN ? tokens : padding(against).padded(tokens),
        told.logitRows(),
        told.dummy(),
        skipped);
  }

  private static CaptureSizes padding(Optional<Deployment> against) {
    return against
        .filter(one -> !one.options().flags().contains(EngineFlag.ENFORCE_EAGER))
        .map(one -> one.captureSizes())
        .orElse(CaptureSizes.NONE);
  }

  /** Whether it can be a pass whose calls show so many tokens; a dummy is padding, of any size. */
  boolean fits(long seenTokens) {
    return seenTokens == ForwardPass.NOT_VISIBLE
        || dummy
        || tokens == Iteration.UNKNOWN
        || tokens == seenTokens
        || padded == seenTokens;
  }

  long knownTokens() {
    return tokens == Iteration.UNKNOWN ? 0 : tokens;
  }
}
