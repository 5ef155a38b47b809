package dev.ringside.core.derived;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.family.Part;
import dev.ringside.core.plan.PassSchedule;
import dev.ringside.core.plan.PlannedPass;
import dev.ringside.core.plan.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Federation of Experts on the layout of a deployment: its t tensor ranks are G clusters of
 * experts, one for so many key and value heads each; its d replicas are the e′ ranks of a cluster.
 * A token's experts are sought in each cluster apart, K_c = ⌈k/G⌉ of them, and the clusters'
 * results are summed together with attention's.
 *
 * <pre>
 * AllReduce  L + [sharded embedding]  over G   of T̂·h: attention and experts of a layer in one sum
 * AllToAll   L_e out, L_e back        over e′  of T̂·K_c·h, if e′ &gt; 1
 * </pre>
 *
 * <p>T̂ are the tokens of one rank. Logits are not the paper's subject, and not here. No engine
 * does this: an estimate, derived from the abstract and the beginning of the paper.
 *
 * <p>Source: arXiv 2605.06206 (May 2026).
 */
public final class Federation {

  private record Key(Phase phase, String purpose, long bytes) {}

  private Federation() {}

  /**
   * What each rank would communicate for {@code workload}.
   *
   * @throws IllegalArgumentException saying why the model or the layout cannot be a federation
   */
  public static List<DerivedRow> rows(Deployment on, Workload workload) {
    requirePossible(on);
    ModelShape model = on.model();
    FamilyQuirks family = FamilyQuirks.of(on);
    int clusters = on.layout().tensor();
    long layers = model.layers();
    long expertLayers = model.feedForward().expertLayers(model.layers());
    boolean embeds = !family.at(Part.EMBEDDING).isEmpty();
    Map<Key, DerivedRow> rows = new LinkedHashMap<>();
    for (PlannedPass pass : PassSchedule.of(on, workload)) {
      if (!pass.drafting()) {
        long bytes =
            Math.multiplyExact(
                pass.input().tokens(), (long) model.hidden() * on.dataType().bytes());
        add(rows, pass, Collective.ALL_REDUCE, "layer", clusters, layers, bytes);
        add(rows, pass, Collective.ALL_REDUCE, "embedding", clusters, embeds ? 1 : 0, bytes);
        long routed = Math.multiplyExact(bytes, expertsOfCluster(on));
        int ranks = on.layout().data();
        add(rows, pass, Collective.ALL_TO_ALL, "dispatch", ranks, expertLayers, routed);
        add(rows, pass, Collective.ALL_TO_ALL, "combine", ranks, expertLayers, routed);
      }
    }
    return List.copyOf(rows.values());
  }

  /** K_c: experts that a token visits in each cluster. */
  static int expertsOfCluster(Deployment on) {
    int perToken = on.model().feedForward().expertsPerToken();
    int clusters = on.layout().tensor();
    return (perToken + clusters - 1) / clusters;
  }

  private static void requirePossible(Deployment on) {
    int clusters = on.layout().tensor();
    int heads = on.model().attention().kvHeads();
    List<String> why = new ArrayList<>();
    if (!on.model().feedForward().hasExperts()) {
      why.add("%s has no experts".formatted(on.model().name()));
    } else if (on.model().attention().isLatent()) {
      why.add(
          "%s has latent attention, and no key and value heads to give to clusters"
              .formatted(on.model().name()));
    } else if (heads % clusters != 0) {
      why.add("%d clusters do not divide %d key and value heads".formatted(clusters, heads));
    } else if (on.layout().pipeline() > 1) {
      why.add("it is not described over pipeline stages");
    }
    if (!why.isEmpty()) {
      throw new IllegalArgumentException("no federation: " + why.get(0));
    }
  }

  private static void add(
      Map<Key, DerivedRow> rows,
      PlannedPass pass,
      Collective collective,
      String purpose,
      int group,
      long callsOfPass,
      long bytes) {
    long calls = Math.multiplyExact(callsOfPass, pass.count());
    if (group > 1 && calls > 0) {
      Phase phase = pass.input().phase();
      rows.merge(
          new Key(phase, purpose, bytes),
          new DerivedRow(phase, Optional.of(collective), purpose, group, calls, calls, bytes),
          Federation::sum);
    }
  }

  private static DerivedRow sum(DerivedRow one, DerivedRow other) {
    long calls = Math.addExact(one.least(), other.least());
    return new DerivedRow(
        one.phase(),
        one.collective(),
        one.purpose(),
        one.groupSize(),
        calls,
        calls,
        one.messageBytes());
  }
}
