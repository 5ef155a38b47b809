package dev.ringside.core.verdict;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fault.FaultTable;
import dev.ringside.core.fault.Harm;
import dev.ringside.core.fault.KnownFault;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deviations that equal a known fault of the engine.
 *
 * <p>A fault changes some rows by so many calls in each pass of certain sizes. It is named if all
 * ranks of every such row made exactly the calls that those passes make with the fault. Passes are
 * counted by their sizes, so a fault of steps of one token is found among many large ones. Rows
 * that the fault does not touch have no say.
 */
final class NamedFaults {

  private final Deployment deployment;
  private final Observation observation;
  private final Map<RowKey, RowDraft> drafts;
  private final Function<RowKey, List<Integer>> complete;

  /**
   * @param drafts the rows with all that was expected and observed
   * @param complete the ranks of a row that were recorded to the end
   */
  NamedFaults(
      Deployment deployment,
      Observation observation,
      Map<RowKey, RowDraft> drafts,
      Function<RowKey, List<Integer>> complete) {
    this.deployment = deployment;
    this.observation = observation;
    this.drafts = drafts;
    this.complete = complete;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (KnownFault fault : FaultTable.bundled().of(deployment)) {
      Map<PassShape, Long> shown = new HashMap<>(observation.passes());
      shown.keySet().removeIf(shape -> changes(fault, shape).isEmpty());
      Map<RowKey, Long> rows = rowsOf(fault, shown);
      if (!rows.isEmpty() && rows.entrySet().stream().allMatch(this::isSeen)) {
        findings.add(named(fault, shown));
      }
    }
    return findings;
  }

  private List<ExpectedCalls> changes(KnownFault fault, PassShape shape) {
    List<ExpectedCalls> changes = new ArrayList<>();
    for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
      changes.addAll(fault.changes(deployment, stage, shape.input()));
    }
    return changes;
  }

  /** Calls that each rank of a row makes too many, or too few, over the passes of such shapes. */
  private Map<RowKey, Long> rowsOf(KnownFault fault, Map<PassShape, Long> passes) {
    Map<RowKey, Long> rows = new HashMap<>();
    passes.forEach(
        (shape, count) -> {
          for (int stage = 0; stage < deployment.layout().pipeline(); stage++) {
            for (ExpectedCalls change : fault.changes(deployment, stage, shape.input())) {
              rows.merge(
                  Comparison.keyOf(stage, shape.phase().phase(), CallKind.of(change)),
                  Math.multiplyExact(change.count(), count),
                  Long::sum);
            }
          }
        });
    rows.values().removeIf(calls -> calls == 0);
    return rows;
  }

  private boolean isSeen(Map.Entry<RowKey, Long> row) {
    RowDraft draft = drafts.get(row.getKey());
    List<Integer> ranks = complete.apply(row.getKey());
    return draft != null
        && !ranks.isEmpty()
        && ranks.stream()
            .allMatch(rank -> draft.observedBy(rank) == draft.expectedOf(rank) + row.getValue());
  }

  private Finding named(KnownFault fault, Map<PassShape, Long> shown) {
    long passes = shown.values().stream().mapToLong(Long::longValue).sum();
    long all = observation.passes().values().stream().mapToLong(Long::longValue).sum();
    String calls = inWords(changes(fault, shown.keySet().iterator().next()));
    Finding finding =
        FindingKind.KNOWN_FAULT
            .saying(
                fault.id(),
                passes,
                all,
                calls,
                fault.when(),
                fault.consequence(),
                fault.advice(),
                fault.link())
            .by(Culprit.of(Culprit.Type.ENGINE, engine()))
            .advising(fault.advice())
            .with("id", fault.id())
            .with("passes", passes)
            .with("of", all)
            .with("calls", calls)
            .with("condition", fault.when())
            .with("consequence", fault.consequence())
            .with("advice", fault.advice())
            .with("harm", fault.harm().label())
            .with("evidence", fault.proof().label())
            .with("link", fault.link())
            .with("source", fault.source());
    return fault.harm() == Harm.TOKENS ? finding.withSeverity(Finding.Severity.CRITICAL) : finding;
  }

  private String engine() {
    return (deployment.engine().label() + " " + deployment.options().engineVersion()).strip();
  }

  /** Labels of the collectives whose calls these faults change. */
  static Set<String> collectives(List<Finding> faults) {
    return faults.stream()
        .flatMap(fault -> Stream.of(fault.evidence().get("calls").split(" ", -1)))
        .collect(Collectors.toSet());
  }

  /** {@code lacks 3 AllGather}, {@code makes 1 AllReduce too many}: of one pass, on one rank. */
  private static String inWords(List<ExpectedCalls> changes) {
    Map<Collective, Long> calls = new TreeMap<>();
    changes.forEach(change -> calls.merge(change.collective(), change.count(), Long::sum));
    StringJoiner words = new StringJoiner(" and ");
    calls.forEach(
        (collective, count) ->
            words.add(
                count < 0
                    ? "lacks %d %s".formatted(-count, collective.label())
                    : "makes %d %s too many".formatted(count, collective.label())));
    return words.toString();
  }
}
