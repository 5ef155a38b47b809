package dev.ringside.core.explain;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.observation.SlipCount;
import dev.ringside.core.observation.SlipKey;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A deviation in sentences: which calls of a pass are missing, too many, of another size or among
 * other ranks, in which layers, on which ranks and since when.
 *
 * <p>Missing calls and as many extra ones of another collective or element type, on the same ranks,
 * are one finding: a collective that came as another. Slips beyond those that a pass keeps ({@link
 * Slip#MOST}) are only counted, as {@code more_calls}.
 */
public final class SlipFindings {

  private final Deployment deployment;
  private final int replica;
  private final Observation observation;
  private final long passes;
  private final Since since;

  public SlipFindings(Deployment deployment, int replica, Observation observation, Since since) {
    this.deployment = deployment;
    this.replica = replica;
    this.since = since;
    this.observation = observation;
    this.passes = observation.passes().values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * @param named collectives whose deviation has a name already
   */
  public List<Finding> findings(Set<String> named) {
    List<Finding> findings = new ArrayList<>();
    Set<SlipKey> told = new HashSet<>();
    SumsInHalves.of(deployment, observation)
        .ifPresent(
            halves -> {
              told.addAll(halves.slips());
              findings.add(flippedInHalves(halves));
            });
    for (Map.Entry<SlipKey, SlipCount> slip : inOrder()) {
      SlipKey key = slip.getKey();
      boolean isNamed =
          named.contains(key.expected().label()) || named.contains(key.seen().label());
      if (!told.contains(key) && !isNamed) {
        Optional<SlipKey> other = flippedTo(key, slip.getValue(), told);
        other.ifPresent(told::add);
        findings.add(saying(key, slip.getValue(), other));
      }
    }
    return findings;
  }

  /** Those that say what is wrong, the first of them first. */
  private List<Map.Entry<SlipKey, SlipCount>> inOrder() {
    return observation.slips().entrySet().stream()
        .filter(slip -> slip.getKey().kind() != Slip.Kind.AMBIGUOUS)
        .filter(slip -> slip.getKey().kind() != Slip.Kind.MORE)
        .sorted(
            Comparator.comparing((Map.Entry<SlipKey, SlipCount> slip) -> slip.getKey().kind())
                .thenComparingLong(slip -> slip.getValue().firstEndNs())
                .thenComparing(slip -> slip.getKey().purpose())
                .thenComparingInt(slip -> slip.getKey().term())
                .thenComparing(slip -> slip.getKey().seen()))
        .toList();
  }

  /** Extra calls, as many on each rank as are missing. */
  private Optional<SlipKey> flippedTo(SlipKey missing, SlipCount count, Set<SlipKey> told) {
    if (missing.kind() != Slip.Kind.MISSING) {
      return Optional.empty();
    }
    return observation.slips().entrySet().stream()
        .filter(slip -> slip.getKey().kind() == Slip.Kind.EXTRA && !told.contains(slip.getKey()))
        .filter(slip -> isOther(slip.getKey(), slip.getValue().example(), missing, count.example()))
        .filter(slip -> isAsOften(slip.getValue(), count))
        .map(Map.Entry::getKey)
        .min(Comparator.comparing(SlipKey::seen));
  }

  /** On the same ranks, and in as many passes; the last one may lack its end. */
  private static boolean isAsOften(SlipCount extra, SlipCount missing) {
    return extra.ranks().keySet().equals(missing.ranks().keySet())
        && extra.ranks().entrySet().stream()
            .allMatch(rank -> isAsOften(rank.getValue(), missing.ranks().get(rank.getKey())));
  }

  private static boolean isAsOften(SlipCount.OfRank extra, SlipCount.OfRank missing) {
    long more = extra.passes() - missing.passes();
    return (more == 0 || more == 1)
        && extra.calls() * missing.passes() == missing.calls() * extra.passes();
  }

  private static boolean isOther(SlipKey extra, Slip seen, SlipKey missing, Slip expected) {
    return extra.seen() != missing.expected()
        || seen(seen).dataType() != expected(expected).dataType();
  }

  private Finding saying(SlipKey key, SlipCount count, Optional<SlipKey> flippedTo) {
    SlipPlace place = new SlipPlace(deployment, replica, count);
    Slip example = count.example();
    Collective collective = example.seen().or(example::expected).orElseThrow().collective();
    String calls = "%d %s".formatted(place.callsAPass(), collective.label());
    Object[] end = {place.passes(), passes, place.ranks(), since.words(place.sinceNs())};
    Finding finding =
        switch (key.kind()) {
          case MISSING ->
              flippedTo
                  .map(other -> flipped(key, other, example, calls, place, end))
                  .orElseGet(
                      () -> say(FindingKind.MISSING_COLLECTIVES, end, calls, place.layers()));
          case RESIZED ->
              say(
                  FindingKind.SIZE_MISMATCH,
                  end,
                  calls,
                  place.layers(),
                  seen(example).sendElements(),
                  expected(example).sendElements());
          case MOVED ->
              say(
                  FindingKind.GROUP_CHANGED,
                  end,
                  calls,
                  place.layers(),
                  seen(example).groupSize(),
                  seen(example).parallelism().label(),
                  expected(example).groupSize(),
                  expected(example).parallelism().label());
          default -> say(FindingKind.EXTRA_COLLECTIVES, end, calls, place.layers());
        };
    return evidence(finding, key, place, example);
  }

  private Finding flippedInHalves(SumsInHalves halves) {
    SlipKey first = halves.slips().get(0);
    SlipCount count = observation.slips().get(first);
    SlipPlace place = new SlipPlace(deployment, replica, count);
    Object[] end = {place.passes(), passes, place.ranks(), since.words(place.sinceNs())};
    String sums = "%d %s".formatted(place.callsAPass(), Collective.ALL_REDUCE.label());
    String halfs =
        "%s and %s".formatted(Collective.REDUCE_SCATTER.label(), Collective.ALL_GATHER.label());
    return evidence(
        say(FindingKind.OP_FLIP, end, sums, halfs, place.layers()), first, place, count.example());
  }

  private Finding flipped(
      SlipKey missing, SlipKey extra, Slip example, String calls, SlipPlace place, Object[] end) {
    if (extra.seen() != missing.expected()) {
      return say(FindingKind.OP_FLIP, end, calls, extra.seen().label(), place.layers());
    }
    String type = seen(observation.slips().get(extra).example()).dataType().label();
    return say(
            FindingKind.WRONG_DTYPE,
            end,
            calls,
            type,
            expected(example).dataType().label(),
            place.layers())
        .with("seen_type", type)
        .with("expected_type", expected(example).dataType().label());
  }

  private static CallKind seen(Slip example) {
    return example.seen().orElseThrow();
  }

  private static CallKind expected(Slip example) {
    return example.expected().orElseThrow();
  }

  private static Finding say(FindingKind kind, Object[] end, Object... beginning) {
    Object[] all = new Object[beginning.length + end.length];
    System.arraycopy(beginning, 0, all, 0, beginning.length);
    System.arraycopy(end, 0, all, beginning.length, end.length);
    return kind.saying(all);
  }

  private Finding evidence(Finding finding, SlipKey key, SlipPlace place, Slip example) {
    Finding told =
        finding
            .in(example.expected().or(example::seen).orElseThrow().parallelism())
            .ofRanks(place.listedRanks())
            .since(place.sinceNs())
            .with("passes", place.passes())
            .with("of", passes)
            .with("calls_a_pass", place.callsAPass())
            .with("purpose", key.purpose().label())
            .with("since_ns", place.sinceNs());
    if (!place.layerNumbers().isEmpty()) {
      told = told.with("layers", place.layerNumbers());
    }
    if (key.term() >= 0) {
      told = told.with("call_of_layer", key.term());
    }
    if (example.expected().isPresent()) {
      told = told.with("expected_elements", expected(example).sendElements());
    }
    if (example.seen().isPresent()) {
      told = told.with("seen_elements", seen(example).sendElements());
    }
    SlipCount more = observation.slips().get(SlipKey.MORE);
    return more == null ? told : told.with("more_calls", place.mostCalls(more));
  }
}
