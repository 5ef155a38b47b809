package dev.ringside.core.replica;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PhaseRule;
import dev.ringside.core.pass.RunPart;
import dev.ringside.core.verdict.PassShape;
import java.util.List;

/**
 * Consecutive forward passes of a whole replica that are alike on every rank: the ranks' parts
 * joined.
 *
 * @param parts of each rank, all of as many passes
 * @param cut some rank's recording began or ended within each of the passes
 */
record ReplicaPasses(List<RunPart> parts, boolean cut) {

  int size() {
    return parts.get(0).size();
  }

  /** End of the last call of any part of the {@code i}-th pass; it decides the pass's window. */
  long endNs(int i) {
    long end = Long.MIN_VALUE;
    for (RunPart part : parts) {
      end = Math.max(end, part.endNs(i));
    }
    return end;
  }

  /** Phase, T̂ and R: an earlier stage takes R from the last one's part. */
  PassShape shape(Deployment deployment) {
    long tokens = ForwardPass.NOT_VISIBLE;
    long rows = ForwardPass.NOT_VISIBLE;
    for (RunPart part : parts) {
      tokens = Math.max(tokens, part.run().tokens());
      rows = Math.max(rows, part.run().rows());
    }
    return new PassShape(PhaseRule.of(deployment, tokens, rows), tokens, rows);
  }

  /** True if ranks disagree on T̂: their numbering of passes is out of step. */
  boolean isMisaligned() {
    long tokens = 0;
    for (RunPart part : parts) {
      long own = part.run().tokens();
      if (tokens > 0 && own > 0 && own != tokens) {
        return true;
      }
      tokens = own > 0 ? own : tokens;
    }
    return false;
  }

  long calls() {
    long calls = 0;
    for (RunPart part : parts) {
      calls += part.calls();
    }
    return calls;
  }

  /** The passes {@code from} to {@code to} (exclusive). */
  ReplicaPasses part(int from, int to) {
    return from == 0 && to == size()
        ? this
        : new ReplicaPasses(parts.stream().map(part -> part.part(from, to)).toList(), cut);
  }
}
