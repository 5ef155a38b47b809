package dev.ringside.core.explain;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.observation.SlipCount;
import dev.ringside.core.observation.SlipKey;
import dev.ringside.core.pass.Slip;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All sums of a pass made as reduce-scatter and all-gather, where the sums themselves are taken to
 * be hidden: as many of both are too many, on the same ranks and in the same passes, and at least
 * as many a pass as there are layers.
 *
 * @param slips the two
 */
record SumsInHalves(List<SlipKey> slips) {

  SumsInHalves {
    slips = List.copyOf(slips);
  }

  static Optional<SumsInHalves> of(Deployment deployment, Observation observation) {
    Optional<Map.Entry<SlipKey, SlipCount>> scattered =
        extra(observation, Collective.REDUCE_SCATTER);
    Optional<Map.Entry<SlipKey, SlipCount>> gathered = extra(observation, Collective.ALL_GATHER);
    int layers = deployment.model().layers() / deployment.layout().pipeline();
    return scattered
        .filter(one -> gathered.isPresent())
        .filter(one -> one.getValue().ranks().equals(gathered.get().getValue().ranks()))
        .filter(one -> isOneALayer(one.getValue(), layers))
        .map(one -> new SumsInHalves(List.of(one.getKey(), gathered.get().getKey())));
  }

  private static Optional<Map.Entry<SlipKey, SlipCount>> extra(
      Observation observation, Collective seen) {
    return observation.slips().entrySet().stream()
        .filter(slip -> slip.getKey().kind() == Slip.Kind.EXTRA && slip.getKey().seen() == seen)
        .findFirst();
  }

  private static boolean isOneALayer(SlipCount count, int layers) {
    return count.ranks().values().stream()
        .allMatch(of -> of.passes() > 0 && of.calls() >= of.passes() * layers);
  }
}
