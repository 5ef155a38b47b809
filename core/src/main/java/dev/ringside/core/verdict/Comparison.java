package dev.ringside.core.verdict;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.FindingKind;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Holds an {@link Observation} against the closed forms, row by row.
 *
 * <p>Expected of a row: the sum over the passes' shapes of {@link ForwardPassModel#expect}. Calls
 * whose size or type the recording does not tell stand in a row of their own; what is lacking of
 * the sizes that they may have is expected there. What a row comes to is {@link RowRule}'s to say.
 * Ranks that were not recorded are left out of all figures.
 */
public final class Comparison {

  private final Optional<ForwardPassModel> model;
  private final Optional<Deployment> deployment;
  private final Observation observation;
  private final int replica;
  private final Set<Integer> ranksSeen;
  private final TreeMap<RowKey, RowDraft> drafts = new TreeMap<>();
  private final Map<Integer, List<Integer>> stageRanks = new HashMap<>();
  private final Map<Integer, List<Integer>> completeRanks = new HashMap<>();
  private final Map<Integer, List<Integer>> absentRanks = new HashMap<>();
  private final Optional<RowRule> rule;
  private final Optional<RowCarriers> carriers;

  /**
   * @param deployment absent: rows are then {@code unchecked}
   * @param ranksSeen ranks whose stream is complete
   * @param sights of what recorded the calls
   */
  public Comparison(
      Optional<Deployment> deployment,
      Observation observation,
      int replica,
      Collection<Integer> ranksSeen,
      Set<Sight> sights) {
    this.deployment = deployment;
    this.model = deployment.map(ForwardPassModel::of);
    this.observation = observation;
    this.replica = replica;
    this.ranksSeen = new HashSet<>(ranksSeen);
    gatherObserved();
    deployment.ifPresent(this::gatherExpected);
    if (deployment.isPresent()) {
      expectWhereSizesAreNotKnown();
    }
    this.carriers = deployment.map(d -> new RowCarriers(d, observation, sights));
    this.rule = deployment.map(d -> new RowRule(d, observation, drafts, carriers.orElseThrow()));
  }

  private void gatherObserved() {
    observation
        .tallies()
        .forEach(
            (key, byRank) ->
                byRank.forEach(
                    (rank, tally) -> {
                      RowKey rowKey = keyOf(stageOf(rank), key.phase().phase(), key.kind());
                      RowDraft draft = draft(rowKey);
                      draft.observe(key.kind(), key.phase().source(), Map.of(rank, tally));
                      if (key.kind().parallelism() == Parallelism.CONTROL) {
                        draft.allow(Purpose.CONTROL);
                      } else if (isOptional(key.kind())) {
                        draft.allow(Purpose.OPTIONAL);
                      }
                    }));
  }

  /** Replicas of attention without tokens may make calls of nothing. */
  private boolean isOptional(CallKind kind) {
    if (kind.sendElements() == 0
        && deployment.map(of -> of.options().attentionReplicas() > 1).orElse(false)) {
      return true;
    }
    return model
        .map(
            m ->
                m.isOptional(
                    kind.parallelism(),
                    kind.collective(),
                    kind.dataType(),
                    kind.transport(),
                    kind.sendElements()))
        .orElse(false);
  }

  private void gatherExpected(Deployment against) {
    for (int stage = 0; stage < against.layout().pipeline(); stage++) {
      for (Map.Entry<PassShape, Long> entry : observation.passes().entrySet()) {
        PassShape shape = entry.getKey();
        if (against.options().attentionReplicas() > 1) {
          gatherOfReplicas(against, stage, shape, entry.getValue());
          continue;
        }
        for (ExpectedCalls calls : model.orElseThrow().expectOfRank(stage, shape.input())) {
          CallKind kind = CallKind.of(calls);
          draft(keyOf(stage, shape.phase().phase(), kind))
              .expect(
                  kind,
                  shape.phase().source(),
                  calls.purpose(),
                  Math.multiplyExact(calls.count(), entry.getValue()));
        }
      }
    }
  }

  /** Replicas of attention have tokens of their own, and calls of their sizes. */
  private void gatherOfReplicas(Deployment against, int stage, PassShape shape, long passes) {
    int replicas = against.options().attentionReplicas();
    int ranks = against.attentionTensor();
    for (int replica = 0; replica < replicas; replica++) {
      for (ExpectedCalls calls : model.orElseThrow().expectOfRank(stage, shape.input(), replica)) {
        CallKind kind = CallKind.of(calls);
        RowDraft draft = draft(keyOf(stage, shape.phase().phase(), kind));
        draft.expect(kind, shape.phase().source(), calls.purpose());
        draft.expectOfReplica(
            replica,
            replicas,
            rank -> against.layout().laneOf(rank) / ranks,
            Math.multiplyExact(calls.count(), passes));
      }
    }
  }

  static RowKey keyOf(int stage, Phase phase, CallKind kind) {
    return new RowKey(
        kind.parallelism(),
        stage,
        phase,
        kind.collective(),
        kind.sendElements(),
        kind.countedType());
  }

  private RowDraft draft(RowKey key) {
    return drafts.computeIfAbsent(key, k -> new RowDraft());
  }

  private int stageOf(int rank) {
    return deployment.map(d -> d.layout().stageOf(rank)).orElse(-1);
  }

  private List<Integer> ranksOf(RowKey key, RowDraft draft) {
    return deployment
        .map(d -> stageRanks.computeIfAbsent(key.stage(), s -> d.layout().ranksOfStage(replica, s)))
        .orElseGet(draft::ranks);
  }

  /** Ranks with a complete stream; where there is none, those of which anything was seen. */
  private List<Integer> recordedOf(RowKey key, RowDraft draft) {
    List<Integer> complete = deployment.isPresent() ? completeOf(key) : List.of();
    return complete.isEmpty()
        ? ranksOf(key, draft).stream().filter(draft::hasSeen).toList()
        : complete;
  }

  /** Ranks of the row without a complete stream; none without a deployment. */
  private List<Integer> absentFrom(RowKey key) {
    return absentRanks.computeIfAbsent(
        key.stage(),
        stage ->
            deployment.stream()
                .flatMap(d -> d.layout().ranksOfStage(replica, stage).stream())
                .filter(rank -> !ranksSeen.contains(rank))
                .toList());
  }

  private List<Integer> completeOf(RowKey key) {
    return completeRanks.computeIfAbsent(
        key.stage(),
        stage ->
            deployment.orElseThrow().layout().ranksOfStage(replica, stage).stream()
                .filter(ranksSeen::contains)
                .toList());
  }

  /** Where the model or the recording knows a size and the other does not, counts are compared. */
  private void expectWhereSizesAreNotKnown() {
    for (RowKey key : List.copyOf(drafts.keySet())) {
      if (!key.isSized()) {
        takeOverLacking(key, drafts.get(key));
        handOverLacking(key, drafts.get(key));
      }
    }
    drafts.values().removeIf(RowDraft::isEmpty);
  }

  /** What lacks of known sizes is expected among the calls of unknown size. */
  private void takeOverLacking(RowKey key, RowDraft unsized) {
    if (unsized.most() == 0) {
      return;
    }
    drafts.forEach(
        (other, sized) -> {
          if (other.isSized() && key.mayBe(other)) {
            LongSummaryStatistics seen = seen(other, sized);
            if (isUniform(seen) && seen.getMax() < sized.expected()) {
              unsized.takeOver(sized, sized.expected() - seen.getMax());
            } else if (!isUniform(seen) && seen.getMin() < sized.expected()) {
              sized.muddle();
              unsized.muddle();
            }
          }
        });
  }

  /**
   * What lacks of calls for which the model knows no size is expected among those that have one.
   */
  private void handOverLacking(RowKey key, RowDraft unsized) {
    drafts.forEach(
        (other, sized) -> {
          LongSummaryStatistics seen = seen(key, unsized);
          LongSummaryStatistics more = seen(other, sized);
          if (other.isSized()
              && key.mayBe(other)
              && sized.expected() == 0
              && isUniform(seen)
              && isUniform(more)
              && seen.getMax() < unsized.expected()) {
            long lacking = unsized.expected() - seen.getMax();
            sized.takeOver(unsized, Math.min(lacking, more.getMax()));
          }
        });
  }

  private LongSummaryStatistics seen(RowKey key, RowDraft draft) {
    List<Integer> recorded = recordedOf(key, draft);
    return recorded.isEmpty() ? new LongSummaryStatistics(1, 0, 0, 0) : draft.callsOf(recorded);
  }

  private static boolean isUniform(LongSummaryStatistics calls) {
    return calls.getMin() == calls.getMax();
  }

  /** All rows, in the order of a pass. */
  public List<ReportRow> rows() {
    List<ReportRow> rows = new ArrayList<>();
    drafts.forEach(
        (key, draft) ->
            rows.add(
                draft.row(
                    key,
                    ranksOf(key, draft),
                    absentFrom(key),
                    recordedOf(key, draft),
                    deployment.isPresent(),
                    carriers.map(of -> of.plannedBy(key, draft)).orElse(Set.of()),
                    judge(key, draft))));
    return rows;
  }

  private Verdict judge(RowKey key, RowDraft draft) {
    return rule.map(of -> of.judge(key, draft, completeOf(key))).orElse(Verdict.UNCHECKED);
  }

  /**
   * Of the calls that the recorded ranks must make, the share that the recording shows, or would
   * show if they were made; absent if no call is expected of them.
   */
  public OptionalDouble callCoverage() {
    long expected = 0;
    long shown = 0;
    for (Map.Entry<RowKey, RowDraft> entry : drafts.entrySet()) {
      RowDraft draft = entry.getValue();
      if (rule.isPresent() && draft.expected() > 0) {
        List<Integer> complete = completeOf(entry.getKey());
        long ofAll = complete.stream().mapToLong(draft::expectedOf).sum();
        Verdict verdict = judge(entry.getKey(), draft);
        boolean open = verdict == Verdict.INSUFFICIENT || verdict == Verdict.ELSEWHERE;
        expected += ofAll;
        shown += open ? draft.expectedAndSeenBy(complete) : ofAll;
      }
    }
    return expected == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) shown / expected);
  }

  /** The known faults of the engine that the differences equal. */
  List<Finding> knownFaults() {
    return deployment
        .map(of -> new NamedFaults(of, observation, drafts, this::completeOf).findings())
        .orElse(List.of());
  }

  /** What is to be said of all-reduces that are expected and, in some phase, all hidden. */
  Optional<Finding> hidden() {
    return rule.flatMap(
        rows -> {
          HiddenCalls hidden = new HiddenCalls(deployment.orElseThrow());
          drafts.forEach(
              (key, draft) -> {
                if (rows.isHidden(key) && judge(key, draft) == Verdict.INSUFFICIENT) {
                  hidden.add(key, draft);
                }
              });
          return hidden.finding();
        });
  }

  /** Which calls are carried elsewhere, as planned, by stage; and whether that plan is sure. */
  List<Finding> elsewhere() {
    Map<Integer, Elsewhere> stages = new TreeMap<>();
    drafts.forEach(
        (key, draft) -> {
          Elsewhere of = stages.computeIfAbsent(key.stage(), stage -> new Elsewhere());
          of.all += draft.expected();
          if (draft.expected() > 0 && judge(key, draft) == Verdict.ELSEWHERE) {
            of.calls += draft.expected();
            of.unsure |= carriers.orElseThrow().isUnsure(key, draft);
            carriers.orElseThrow().unseenBy(key, draft).forEach(of.by::add);
          }
        });
    List<Finding> findings = new ArrayList<>();
    stages.forEach(
        (stage, of) -> {
          if (of.calls > 0) {
            findings.add(of.finding(stage, carriers.orElseThrow()));
          }
        });
    return findings;
  }

  /** True if what is elsewhere is so by an estimate, or by rules of an older release. */
  boolean isElsewhereUnsure() {
    return drafts.entrySet().stream()
        .anyMatch(
            row ->
                judge(row.getKey(), row.getValue()) == Verdict.ELSEWHERE
                    && carriers.orElseThrow().isUnsure(row.getKey(), row.getValue()));
  }

  private static final class Elsewhere {
    private final Set<Transport> by = EnumSet.noneOf(Transport.class);
    private long calls;
    private long all;
    private boolean unsure;

    Finding finding(int stage, RowCarriers carriers) {
      String words = by.stream().map(HiddenCalls::words).collect(Collectors.joining(" or "));
      String labels = by.stream().map(HiddenCalls::label).collect(Collectors.joining(", "));
      String caveat = carriers.unverified().orElse("an estimate");
      return FindingKind.CARRIED_ELSEWHERE
          .saying(
              calls,
              all,
              stage,
              words,
              carriers.sightWords(),
              unsure ? " (that plan is " + caveat + ", which lowers the verdict)" : "")
          .in(Parallelism.TP)
          .with("stage", stage)
          .with("calls", calls)
          .with("of", all)
          .with("carriers", labels)
          .with("plan", unsure ? caveat : "read");
    }
  }

  /** Calls that another library carries than planned. */
  List<Finding> changedCarriers() {
    if (deployment.isEmpty()) {
      return List.of();
    }
    CarrierChanges changes =
        new CarrierChanges(deployment.get(), observation, carriers.orElseThrow());
    List<Finding> findings = new ArrayList<>(changes.seen());
    Map<Integer, Long> gone = new TreeMap<>();
    drafts.forEach(
        (key, draft) -> {
          RowCarriers of = carriers.orElseThrow();
          long bytes = draft.kind().sendElements() < 0 ? -1 : draft.kind().messageBytes();
          if (rule.orElseThrow().isHidden(key)
              && judge(key, draft) == Verdict.INSUFFICIENT
              && of.isNccls(key, draft)
              && of.wouldShow(bytes)) {
            gone.merge(key.stage(), draft.expected(), Long::sum);
          }
        });
    gone.forEach(
        (stage, calls) ->
            findings.add(
                changes.vanished(
                    stage,
                    deployment.get().layout().ranksOfStage(replica, stage).stream()
                        .filter(ranksSeen::contains)
                        .toList(),
                    calls)));
    return findings;
  }
}
