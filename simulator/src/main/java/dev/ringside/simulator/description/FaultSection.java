package dev.ringside.simulator.description;

import dev.ringside.core.deployment.Deployment;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.describe.yaml.YamlMapping;
import dev.ringside.simulator.cluster.RankMap;
import dev.ringside.simulator.fault.Culprit;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The faults of a scenario, each with a beginning, an optional end, a severity and a place:
 *
 * <pre>{@code
 * faults:
 *   - {kind: slow-rank, from: 30s, to: 60s, severity: 2, rank: 3}
 * }</pre>
 *
 * <p>The place is {@code rank}, {@code stage}, {@code replica} or {@code host}, whichever the kind
 * allows. Without one the fault is everywhere.
 */
final class FaultSection {

  private static final Set<String> TIMES = Set.of("kind", "from", "to", "severity");

  private final Deployment deployment;
  private final RankMap map;
  private final FaultLayout possible;
  private final long durationNs;

  /**
   * @param durationNs of the scenario: no fault begins later
   */
  FaultSection(Deployment deployment, Workload workload, long durationNs) {
    this.deployment = deployment;
    this.map = RankMap.of(deployment);
    this.possible = new FaultLayout(deployment, workload);
    this.durationNs = durationNs;
  }

  List<Fault> read(YamlMapping scenario) throws BadDescriptionException {
    List<Fault> faults = new ArrayList<>();
    for (YamlMapping yaml : scenario.mappings("faults")) {
      faults.add(fault(yaml));
    }
    return faults;
  }

  private Fault fault(YamlMapping yaml) throws BadDescriptionException {
    FaultKind kind =
        yaml.named("kind", FaultKind::ofLabel, FaultKind.labels())
            .orElseThrow(() -> yaml.missing("kind"));
    Set<String> places = FaultLayout.places(kind);
    Set<String> known = new TreeSet<>(TIMES);
    known.addAll(places);
    yaml.allowOnly(known);
    Optional<String> impossible = possible.objection(kind);
    if (impossible.isPresent()) {
      throw yaml.bad("kind", "is %s, but %s".formatted(kind.label(), impossible.get()));
    }
    long fromNs = yaml.duration("from").orElse(Duration.ZERO).toNanos();
    if (fromNs >= durationNs) {
      throw yaml.bad(
          "from", "is \"%s\", when the scenario is over".formatted(yaml.requiredText("from")));
    }
    long toNs = yaml.duration("to").map(Duration::toNanos).orElse(Long.MAX_VALUE);
    if (toNs <= fromNs) {
      throw yaml.bad("to", "is \"%s\", not after \"from\"".formatted(yaml.requiredText("to")));
    }
    return new Fault(kind, fromNs, toNs, severity(yaml, kind), culprit(yaml, kind));
  }

  private double severity(YamlMapping yaml, FaultKind kind) throws BadDescriptionException {
    double severity =
        yaml.decimal("severity", kind.leastSeverity(), kind.mostSeverity())
            .orElse(kind.defaultSeverity());
    boolean counts = kind == FaultKind.EXTRA_COLLECTIVES || kind == FaultKind.WRONG_LAYER_SPLIT;
    if (counts && severity != Math.rint(severity)) {
      throw yaml.bad("severity", "is %s, expected a whole number".formatted(severity));
    }
    return severity;
  }

  private Culprit culprit(YamlMapping yaml, FaultKind kind) throws BadDescriptionException {
    if (kind.needsRank() && !yaml.keys().contains("rank")) {
      throw yaml.bad("kind", "is %s, which needs a \"rank\"".formatted(kind.label()));
    }
    if (kind == FaultKind.WRONG_LAYER_SPLIT && possible.replicasStepTogether()) {
      refuse(yaml, "replica", "replicas that share experts hold the same layers");
    }
    int stages = kind == FaultKind.PP_SLICING_LOST ? map.stages() - 1 : map.stages();
    return new Culprit(
        number(yaml, "replica", map.replicas()),
        number(yaml, "stage", stages),
        number(yaml, "rank", map.ranks()),
        number(yaml, "host", map.hosts()));
  }

  private static void refuse(YamlMapping yaml, String key, String why)
      throws BadDescriptionException {
    if (yaml.keys().contains(key)) {
      throw yaml.bad(key, "cannot be told apart: " + why);
    }
  }

  private int number(YamlMapping yaml, String key, int all) throws BadDescriptionException {
    int number = yaml.whole(key, 0).orElse(Culprit.ANY);
    if (number >= all) {
      throw yaml.bad(
          key,
          "is %d, expected 0 to %d: %s has tensor %d, pipeline %d, data %d on %d host%s"
              .formatted(
                  number,
                  all - 1,
                  deployment.name(),
                  map.tensor(),
                  map.stages(),
                  map.replicas(),
                  map.hosts(),
                  map.hosts() == 1 ? "" : "s"));
    }
    return number;
  }
}
