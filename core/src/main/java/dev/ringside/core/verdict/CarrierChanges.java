package dev.ringside.core.verdict;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.hardware.Gpu;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tensor all-reduces that another library carries than the engine's rules say: which ranks, since
 * when, and how many.
 *
 * <p>Only sums of whole rows in the deployment's type are looked at: those of an engine's own
 * coordination, and of rows of another width, have carriers of their own.
 */
final class CarrierChanges {

  /** Whose calls changed, and how: one finding each. */
  private record Change(int stage, Transport by) implements Comparable<Change> {

    @Override
    public int compareTo(Change other) {
      return stage != other.stage ? Integer.compare(stage, other.stage) : by.compareTo(other.by);
    }
  }

  private static final class Extent {
    private final Set<Integer> ranks = new TreeSet<>();
    private final Set<Transport> planned = EnumSet.noneOf(Transport.class);
    private long sinceNs = Long.MAX_VALUE;
    private long calls;
  }

  private final Deployment deployment;
  private final Observation observation;
  private final RowCarriers carriers;

  CarrierChanges(Deployment deployment, Observation observation, RowCarriers carriers) {
    this.deployment = deployment;
    this.observation = observation;
    this.carriers = carriers;
  }

  /** Calls that were seen, carried by another library than planned. */
  List<Finding> seen() {
    SortedMap<Change, Extent> changes = new TreeMap<>();
    observation
        .tallies()
        .forEach(
            (key, byRank) -> {
              Set<Transport> planned = isOfRows(key.kind()) ? plannedFor(key.kind()) : Set.of();
              if (!planned.isEmpty() && !isAmong(key.kind().transport(), planned)) {
                byRank.forEach(
                    (rank, tally) -> {
                      Extent extent =
                          changes.computeIfAbsent(
                              new Change(deployment.layout().stageOf(rank), key.kind().transport()),
                              change -> new Extent());
                      extent.ranks.add(rank);
                      extent.planned.addAll(planned);
                      extent.calls += tally.calls();
                      extent.sinceNs =
                          Math.min(
                              extent.sinceNs,
                              observation.since().getOrDefault(key, Long.MAX_VALUE));
                    });
              }
            });
    List<Finding> findings = new ArrayList<>();
    changes.forEach((change, extent) -> findings.add(finding(change, extent)));
    return findings;
  }

  private boolean isOfRows(CallKind kind) {
    return kind.parallelism() == Parallelism.TP
        && kind.collective() == Collective.ALL_REDUCE
        && kind.dataType() == deployment.dataType()
        && kind.sendElements() > 0
        && kind.sendElements() % deployment.model().hidden() == 0
        && kind.transport() != Transport.UNKNOWN
        && kind.transport() != Transport.GLOO;
  }

  private Set<Transport> plannedFor(CallKind kind) {
    Set<Transport> planned = EnumSet.noneOf(Transport.class);
    planned.addAll(carriers.planned(kind.messageBytes()));
    return planned.contains(Transport.UNKNOWN) ? Set.of() : planned;
  }

  private static boolean isAmong(Transport by, Set<Transport> planned) {
    return planned.contains(by)
        || (isNccl(by) && planned.stream().anyMatch(CarrierChanges::isNccl));
  }

  private static boolean isNccl(Transport one) {
    return one == Transport.NCCL || one == Transport.NCCL_SYMMETRIC || one == Transport.RCCL;
  }

  private static String words(Set<Transport> planned) {
    return planned.stream().map(HiddenCalls::words).collect(Collectors.joining(" or "));
  }

  private static String labels(Set<Transport> planned) {
    return planned.stream().map(HiddenCalls::label).collect(Collectors.joining(", "));
  }

  private Finding finding(Change change, Extent extent) {
    Finding finding =
        FindingKind.CARRIER_CHANGED
            .saying(
                extent.calls,
                change.stage,
                where(extent.ranks),
                HiddenCalls.words(change.by),
                since(extent.sinceNs),
                byRules(words(extent.planned)))
            .in(Parallelism.TP)
            .ofRanks(List.copyOf(extent.ranks))
            .with("stage", change.stage)
            .with("carrier", HiddenCalls.label(change.by))
            .with("planned", labels(extent.planned))
            .with("calls", extent.calls);
    return dated(extent.sinceNs, finding);
  }

  private static String byRules(String planned) {
    return "by the engine's rules %s carries them".formatted(planned);
  }

  private static Finding dated(long sinceNs, Finding finding) {
    return sinceNs == Long.MAX_VALUE
        ? finding
        : finding.since(sinceNs).with("since_ns", sinceNs).with("since", since(sinceNs));
  }

  static String since(long ns) {
    return ns == Long.MAX_VALUE
        ? "an unknown time"
        : Instant.ofEpochSecond(ns / 1_000_000_000, ns % 1_000_000_000)
            .truncatedTo(ChronoUnit.MILLIS)
            .toString();
  }

  /** {@code nodes 1, 2}, as ranks are laid out. */
  private String where(Set<Integer> ranks) {
    int perNode = perNode();
    if (perNode == 0) {
      return ranks.size() == 1 ? "one rank" : ranks.size() + " ranks";
    }
    List<Integer> nodes = ranks.stream().map(rank -> rank / perNode).distinct().toList();
    return (nodes.size() == 1 ? "node " : "nodes ")
        + nodes.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private int perNode() {
    int stated = deployment.options().gpusPerNode();
    return stated > 0
        ? stated
        : Gpu.ofLabel(deployment.options().gpu()).map(Gpu::gpusPerNode).orElse(0);
  }

  /**
   * Calls that NCCL should carry, that what recorded them would show, and of which none was seen.
   *
   * @param stage whose sums they are
   * @param ranks its ranks that were recorded
   * @param calls of each
   */
  Finding vanished(int stage, List<Integer> ranks, long calls) {
    long sinceNs =
        observation.since().entrySet().stream()
            .filter(key -> key.getKey().kind().parallelism() != Parallelism.CONTROL)
            .mapToLong(Map.Entry::getValue)
            .min()
            .orElse(Long.MAX_VALUE);
    return dated(
        sinceNs,
        FindingKind.CARRIER_CHANGED
            .saying(
                calls,
                stage,
                where(new TreeSet<>(ranks)),
                "a library that " + carriers.sightWords() + " does not show",
                since(sinceNs),
                byRules("NCCL"))
            .in(Parallelism.TP)
            .ofRanks(ranks)
            .with("stage", stage)
            .with("planned", "nccl")
            .with("calls", calls));
  }
}
