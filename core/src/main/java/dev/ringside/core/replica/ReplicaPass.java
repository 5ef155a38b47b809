package dev.ringside.core.replica;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.verdict.PassShape;
import java.util.Collection;
import java.util.List;

/**
 * One forward pass of a whole replica: its ranks' parts joined.
 *
 * @param endNs end of the last call of any part; it decides the window of all of them
 * @param cut some rank's recording began or ended within the pass
 */
public record ReplicaPass(List<ForwardPass> parts, long endNs, boolean cut) {

  ReplicaPass(Collection<ForwardPass> parts, long endNs, boolean cut) {
    this(List.copyOf(parts), endNs, cut);
  }

  /** Phase, T̂ and R: an earlier stage takes R from the last one's part. */
  PassShape shape(Deployment deployment) {
    long tokens = ForwardPass.NOT_VISIBLE;
    long rows = ForwardPass.NOT_VISIBLE;
    for (ForwardPass part : parts) {
      tokens = Math.max(tokens, part.tokens());
      rows = Math.max(rows, part.rows());
    }
    return new PassShape(PhaseRule.of(deployment, tokens, rows), tokens, rows);
  }

  /** True if ranks disagree on T̂: their numbering of passes is out of step. */
  boolean isMisaligned() {
    long tokens = 0;
    for (ForwardPass part : parts) {
      if (tokens > 0 && part.tokens() > 0 && part.tokens() != tokens) {
        return true;
      }
      tokens = part.tokens() > 0 ? part.tokens() : tokens;
    }
    return false;
  }

  long calls() {
    long calls = 0;
    for (ForwardPass part : parts) {
      calls += part.calls();
    }
    return calls;
  }
}
