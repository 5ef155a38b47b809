package dev.ringside.core.derived;

import dev.ringside.core.account.Phase;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.derived.RoutingSkew.Placement;
import dev.ringside.core.derived.RoutingSkew.Share;
import dev.ringside.core.plan.PassSchedule;
import dev.ringside.core.plan.PlannedPass;
import dev.ringside.core.plan.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * What the ranks of an expert group receive in one layer of passes of the same size, if routing is
 * skewed.
 *
 * @param tokens of all ranks of the group together
 * @param mean copies of tokens that a rank receives on average
 * @param most of the rank that receives most, if popular experts lie side by side
 * @param balanced the same, if they are dealt out in turn
 * @param meanBytes that a rank receives on average, by the deployment's all-to-all
 */
public record RoutedPasses(
    Phase phase,
    long passes,
    long tokens,
    double mean,
    double most,
    double balanced,
    long meanBytes,
    long mostBytes,
    long balancedBytes) {

  /**
   * Of each size of pass that the workload has.
   *
   * @param skew s: the i-th popular expert has weight 1/i^s
   * @throws IllegalArgumentException if experts are not shared by replicas, or the skew makes no
   *     sense
   */
  public static List<RoutedPasses> of(Deployment on, Workload workload, double skew) {
    boolean shared = on.layout().data() > 1 && on.engine().joinsReplicas();
    if (!shared || !on.model().feedForward().hasExperts()) {
      throw new IllegalArgumentException(
          "routing skew: the replicas of %s share no experts".formatted(on.model().name()));
    }
    boolean spread = on.options().expertParallel();
    int ranks = spread ? on.layout().tensor() * on.layout().data() : on.layout().data();
    RoutingSkew routing = new RoutingSkew(on.model().feedForward(), ranks, skew);
    Share mean = routing.mean(Placement.IN_TURN);
    Share most = routing.largest(Placement.SIDE_BY_SIDE);
    Share balanced = routing.largest(Placement.IN_TURN);
    List<RoutedPasses> passes = new ArrayList<>();
    for (PlannedPass pass : PassSchedule.of(on, workload)) {
      if (!pass.drafting()) {
        long tokens = Math.multiplyExact(pass.input().tokens(), (long) on.layout().data());
        add(
            passes,
            new RoutedPasses(
                pass.input().phase(),
                pass.count(),
                tokens,
                tokens * mean.copies(),
                tokens * most.copies(),
                tokens * balanced.copies(),
                RoutingSkew.dispatchBytes(on, mean, tokens),
                RoutingSkew.dispatchBytes(on, most, tokens),
                RoutingSkew.dispatchBytes(on, balanced, tokens)));
      }
    }
    return List.copyOf(passes);
  }

  private static void add(List<RoutedPasses> passes, RoutedPasses more) {
    for (int i = 0; i < passes.size(); i++) {
      RoutedPasses known = passes.get(i);
      if (known.phase == more.phase && known.tokens == more.tokens) {
        passes.set(i, more.times(known.passes + more.passes));
        return;
      }
    }
    passes.add(more);
  }

  private RoutedPasses times(long all) {
    return new RoutedPasses(
        phase, all, tokens, mean, most, balanced, meanBytes, mostBytes, balancedBytes);
  }
}
