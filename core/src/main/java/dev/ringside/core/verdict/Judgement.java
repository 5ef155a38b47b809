package dev.ringside.core.verdict;

import dev.ringside.core.collective.Sight;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.explain.Since;
import dev.ringside.core.explain.SlipFindings;
import dev.ringside.core.family.FamilyQuirks;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The whole of a comparison: rows, what a person should read, and one verdict.
 *
 * <p>Coverage below the floor: {@code insufficient}, whatever the rows say. Otherwise any deviating
 * row: {@code deviation}; nothing complete to judge, or a row of recorded ranks is left undecided
 * (all-reduces hidden, sizes not told): {@code insufficient}; else {@code match_by_count} if any
 * row is, calls of a pass can be read in more ways than one, or rows are elsewhere by a plan that
 * is not sure, else {@code match}: rows that are elsewhere as planned do not lower it. No pass, and
 * no calls but the engine's own coordination: {@code idle}. Without a deployment: {@code
 * unchecked}, if anything was seen.
 *
 * @param coverage ranks with a complete stream over all ranks of the replica
 * @param callCoverage see {@link Comparison#callCoverage}
 */
public record Judgement(
    List<ReportRow> rows,
    List<Finding> findings,
    double coverage,
    OptionalDouble callCoverage,
    Verdict verdict) {

  private static final String HEAD =
      "what a drafting head (MTP, EAGLE) calls where replicas share its experts is not modelled:"
          + " calls that no step has a place for may be its own";

  /**
   * Judges what was seen of one replica.
   *
   * @param ranksSeen ranks whose stream is complete over the span
   * @param floor the coverage below which nothing is said, 0 to 1
   */
  public static Judgement of(
      Optional<Deployment> deployment,
      Observation observation,
      int replica,
      Collection<Integer> ranksSeen,
      double floor) {
    return of(deployment, observation, replica, ranksSeen, floor, Since.CLOCK, Set.of());
  }

  /**
   * The same, where it is known what recorded the calls, and said otherwise since when something
   * is.
   *
   * @param since says it
   * @param sights what each source can show
   */
  public static Judgement of(
      Optional<Deployment> deployment,
      Observation observation,
      int replica,
      Collection<Integer> ranksSeen,
      double floor,
      Since since,
      Set<Sight> sights) {
    if (deployment.isEmpty()) {
      return withoutModel(observation, replica, ranksSeen);
    }
    Deployment against = deployment.get();
    Comparison comparison = new Comparison(deployment, observation, replica, ranksSeen, sights);
    List<Integer> missing = missingRanks(against, replica, ranksSeen);
    int world = against.layout().ranksPerReplica();
    double coverage = (double) (world - missing.size()) / world;
    boolean covered = coverage >= floor;
    List<ReportRow> compared = comparison.rows();
    List<ReportRow> rows = covered ? compared : withheld(compared);

    List<Finding> findings = new ArrayList<>();
    assumed(against).ifPresent(findings::add);
    if (!missing.isEmpty()) {
      findings.add(ranksNotSeen(missing, coverage, floor));
    }
    if (!observation.passes().isEmpty()) {
      comparison.hidden().ifPresent(findings::add);
      findings.addAll(comparison.elsewhere());
      findings.addAll(comparison.changedCarriers());
    }
    findings.addAll(UnknownCalls.findings(compared));
    long doubtful = doubtful(observation);
    if (doubtful > 0) {
      findings.add(ambiguous(doubtful, observation));
    }
    Verdict verdict = covered ? overall(rows, observation) : Verdict.INSUFFICIENT;
    if (verdict == Verdict.MATCH && comparison.isElsewhereUnsure()) {
      verdict = Verdict.MATCH_BY_COUNT;
    }
    if (verdict == Verdict.DEVIATION) {
      List<Finding> known = comparison.knownFaults();
      findings.addAll(known);
      Optional<Engine> fitting = fitting(against, observation, replica, ranksSeen);
      fitting.ifPresent(engine -> findings.add(fits(engine, against.engine())));
      if (fitting.isEmpty()) {
        findings.addAll(
            new SlipFindings(against, replica, observation, since)
                .findings(NamedFaults.collectives(known)));
      }
      rows.stream()
          .filter(Judgement::ranksDisagree)
          .map(Judgement::disagreement)
          .forEach(findings::add);
    }
    return new Judgement(rows, findings, coverage, comparison.callCoverage(), verdict);
  }

  private static Judgement withoutModel(
      Observation observation, int replica, Collection<Integer> ranksSeen) {
    List<ReportRow> rows =
        new Comparison(Optional.empty(), observation, replica, ranksSeen, Set.of()).rows();
    Verdict verdict = rows.isEmpty() ? Verdict.INSUFFICIENT : Verdict.UNCHECKED;
    return new Judgement(
        rows,
        UnknownCalls.findings(rows),
        ranksSeen.isEmpty() ? 0 : 1,
        OptionalDouble.empty(),
        verdict);
  }

  private static List<Integer> missingRanks(
      Deployment deployment, int replica, Collection<Integer> ranksSeen) {
    Set<Integer> seen = new HashSet<>(ranksSeen);
    return deployment.layout().ranksOfReplica(replica).stream()
        .filter(rank -> !seen.contains(rank))
        .toList();
  }

  /** The same figures, with no verdict that could be read as "ok" or as "wrong". */
  private static List<ReportRow> withheld(List<ReportRow> rows) {
    return rows.stream().map(row -> row.withVerdict(Verdict.INSUFFICIENT)).toList();
  }

  private static Verdict overall(List<ReportRow> rows, Observation observation) {
    if (rows.stream().anyMatch(row -> row.verdict().isDifference())) {
      return Verdict.DEVIATION;
    }
    if (observation.passes().isEmpty() && isControlAlone(rows)) {
      return Verdict.IDLE;
    }
    boolean judged = rows.stream().anyMatch(row -> row.verdict().isAgreement());
    boolean undecided = rows.stream().anyMatch(Judgement::isUndecided);
    if (!judged || undecided || observation.passes().isEmpty()) {
      return Verdict.INSUFFICIENT;
    }
    boolean counted = rows.stream().anyMatch(row -> row.verdict() == Verdict.MATCH_BY_COUNT);
    return counted || doubtful(observation) > 0 ? Verdict.MATCH_BY_COUNT : Verdict.MATCH;
  }

  private static long doubtful(Observation observation) {
    return observation.passes().entrySet().stream()
        .filter(passes -> passes.getKey().sizes().doubtful())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Finding ambiguous(long doubtful, Observation observation) {
    long all = observation.passes().values().stream().mapToLong(Long::longValue).sum();
    return FindingKind.PASSES_AMBIGUOUS
        .saying(doubtful, all)
        .with("passes", doubtful)
        .with("of", all);
  }

  /** The engine waits for work: its schedulers go on telling one another that there is none. */
  private static boolean isControlAlone(List<ReportRow> rows) {
    return !rows.isEmpty() && rows.stream().allMatch(row -> row.key().isControl());
  }

  /** Ranks of the row were recorded, and still nothing could be said. */
  private static boolean isUndecided(ReportRow row) {
    return row.verdict() == Verdict.INSUFFICIENT && row.isRecorded();
  }

  /** The engine under which every row would match. */
  private static Optional<Engine> fitting(
      Deployment against, Observation observation, int replica, Collection<Integer> ranksSeen) {
    for (Engine other : Engine.values()) {
      Optional<Deployment> fitting =
          other == against.engine() ? Optional.empty() : against.on(other);
      if (fitting.isPresent()) {
        List<ReportRow> rows =
            new Comparison(fitting, observation, replica, ranksSeen, Set.of()).rows();
        if (rows.stream().noneMatch(row -> row.verdict().isDifference())) {
          return Optional.of(other);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean ranksDisagree(ReportRow row) {
    return row.verdict() == Verdict.DEVIATION && row.observedMin() != row.observedMax();
  }

  private static Finding ranksNotSeen(List<Integer> missing, double coverage, double floor) {
    Finding finding =
        FindingKind.RANKS_NOT_SEEN
            .saying((missing.size() > 1 ? "ranks " : "rank ") + join(missing), coverage, floor)
            .ofRanks(missing)
            .with("coverage", coverage)
            .with("floor", floor);
    return coverage < floor ? finding : finding.withSeverity(Finding.Severity.INFO);
  }

  /** What every verdict rests on where the model's family is not known on the engine. */
  private static Optional<Finding> assumed(Deployment against) {
    ForwardPassModel model = ForwardPassModel.of(against);
    FamilyQuirks family = model.family();
    return family
        .caveat()
        .or(() -> model.leavesOutHead() ? Optional.of(HEAD) : Optional.empty())
        .map(
            caveat ->
                FindingKind.MODEL_ASSUMED
                    .saying(caveat)
                    .with("evidence", family.evidence().label())
                    .with("family", family.family())
                    .with("unread", String.join(", ", family.unread())));
  }

  private static Finding fits(Engine fitting, Engine declared) {
    return FindingKind.ENGINE_MISMATCH
        .saying(fitting.label(), declared.label())
        .with("declared", declared.label())
        .with("fits", fitting.label());
  }

  private static Finding disagreement(ReportRow row) {
    return FindingKind.RANKS_DISAGREE
        .saying(
            row.stage(),
            row.collective().label(),
            row.sendElements(),
            row.phase().label(),
            row.observedMin(),
            row.observedMax(),
            row.expectedPerRank())
        .in(row.parallelism())
        .ofRanks(row.ranks())
        .with("min", row.observedMin())
        .with("max", row.observedMax())
        .with("expected", row.expectedPerRank());
  }

  private static String join(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
