package dev.ringside.core.family;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.EngineFlag;
import java.util.Set;

/**
 * How SGLang's code for a family moves tokens between attention that runs in replicas and the rest
 * of each layer, which all tensor ranks share.
 *
 * <p>Source: SGLang 0.5.23 {@code arg_groups/boundary_reduction.py}, {@code
 * layers/layer_boundary/{prepare,exit}.py}, {@code models/*.py:embed_tokens}.
 *
 * @param scatters where all replicas have as many tokens, what a layer sums comes back by a
 *     reduce-scatter instead of an all-reduce
 * @param reducesEach where each replica is one rank and experts are spread over all ranks, it comes
 *     back by one reduce for each replica
 * @param sumsFirst what attention puts out is summed within the replica before it is gathered; else
 *     gathering sums it
 * @param embeds ranks of a replica share the embedding's weights; else each of them has all
 */
public record ReplicaHabits(
    boolean scatters, boolean reducesEach, boolean sumsFirst, boolean embeds) {

  /** What the deployment says of {@code --boundary-reduction}, else what the family does. */
  public static ReplicaHabits of(Deployment deployment) {
    FamilyTable table = FamilyTable.bundled();
    String family = deployment.model().family().architecture();
    boolean onlyReduces = table.isOfGroup("@boundary-rsv", family);
    boolean sums = table.isOfGroup("@boundary-ar", family);
    boolean scatters = !onlyReduces && !sums;
    boolean reducesEach = !sums;
    Set<String> flags = deployment.options().flags();
    if (flags.contains(EngineFlag.BOUNDARY_AR)) {
      scatters = false;
      reducesEach = false;
    } else if (flags.contains(EngineFlag.BOUNDARY_RS)) {
      scatters = true;
      reducesEach = false;
    } else if (flags.contains(EngineFlag.BOUNDARY_RSV)) {
      scatters = false;
      reducesEach = true;
    } else if (flags.contains(EngineFlag.BOUNDARY_BOTH)) {
      scatters = true;
      reducesEach = true;
    }
    boolean spread =
        deployment.options().expertParallel()
            && deployment.model().feedForward().hasExperts()
            && deployment.attentionTensor() == 1;
    return new ReplicaHabits(
        scatters,
        reducesEach && spread,
        table.isOfGroup("@sums-before-gather", family),
        !table.isOfGroup("@embedding-replicated", family));
  }
}
