package dev.ringside.core.desk;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.pass.PhaseRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive forward passes of a whole replica that are alike on every rank: the ranks' parts
 * joined.
 *
 * @param parts of each rank, all of as many passes
 * @param cut some rank's recording began or ended within each of the passes, or the parts are not
 *     of the same passes
 * @param without ranks that should have a part and were no longer waited for
 */
public record ReplicaPasses(List<BlockPart> parts, boolean cut, List<Integer> without) {

  public ReplicaPasses {
    without = List.copyOf(without);
  }

  /** The same passes, not to be compared with anything. */
  public ReplicaPasses cutOff() {
    return new ReplicaPasses(parts, true, without);
  }

  public int size() {
    return parts.get(0).size();
  }

  /** End of the last call of any part of the {@code i}-th pass; it decides the pass's window. */
  public long endNs(int i) {
    long end = Long.MIN_VALUE;
    for (BlockPart part : parts) {
      end = Math.max(end, part.endNs(i));
    }
    return end;
  }

  /** Phase, T̂ and R: an earlier stage takes R from the last one's part. */
  public PassShape shape(Deployment deployment) {
    StepSizes sizes = new StepSizes(StepSizes.UNKNOWN, StepSizes.UNKNOWN);
    for (BlockPart part : parts) {
      sizes = sizes.orWhatIsKnownOf(part.block().sizes());
    }
    if (deployment.options().attentionReplicas() > 1) {
      sizes = AttentionReplicas.sizes(deployment, parts, sizes);
    }
    return new PassShape(PhaseRule.of(deployment, sizes), sizes);
  }

  /** True if ranks disagree on T̂: their numbering of passes is out of step. */
  public boolean isMisaligned() {
    long tokens = 0;
    for (BlockPart part : parts) {
      long own = part.block().tokens();
      if (tokens > 0 && own > 0 && own != tokens) {
        return true;
      }
      tokens = own > 0 ? own : tokens;
    }
    return false;
  }

  /** Ranks whose T̂ is another than that of the first rank that shows it. */
  public List<Integer> ranksOutOfStep() {
    List<Integer> others = new ArrayList<>();
    long tokens = 0;
    for (BlockPart part : parts) {
      long own = part.block().tokens();
      if (tokens > 0 && own > 0 && own != tokens) {
        others.add(part.rank());
      }
      tokens = tokens > 0 ? tokens : own;
    }
    return others;
  }

  public long calls() {
    long calls = 0;
    for (BlockPart part : parts) {
      calls += part.calls();
    }
    return calls;
  }

  /** The passes {@code from} to {@code to} (exclusive). */
  public ReplicaPasses part(int from, int to) {
    return from == 0 && to == size()
        ? this
        : new ReplicaPasses(parts.stream().map(part -> part.part(from, to)).toList(), cut, without);
  }
}
