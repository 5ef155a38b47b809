package dev.ringside.core.verdict;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.model.ExpectedCalls;
import dev.ringside.core.model.ForwardPassModel;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds an {@link Observation} against the closed forms, row by row.
 *
 * <p>Expected of a row: the sum over the passes' shapes of {@link ForwardPassModel#expect}. Verdict
 * of a row: {@code match} if every rank of the stage made exactly the expected calls; {@code
 * unexpected} if the model has none; {@code missing} if none was seen; {@code insufficient} if
 * ranks of the stage were not seen, if no all-reduce of the stage is visible in the phase, or if
 * the source tells no sizes and the counts leave open which calls these are; otherwise {@code
 * deviation}.
 */
public final class Comparison {

  private final Optional<ForwardPassModel> model;
  private final Optional<Deployment> deployment;
  private final Observation observation;
  private final int replica;
  private final Set<Integer> ranksSeen;
  private final TreeMap<RowKey, RowDraft> drafts = new TreeMap<>();

  /**
   * @param deployment absent: rows are then {@code unchecked}
   * @param ranksSeen ranks whose stream is complete
   */
  public Comparison(
      Optional<Deployment> deployment,
      Observation observation,
      int replica,
      Collection<Integer> ranksSeen) {
    this.deployment = deployment;
    this.model = deployment.map(ForwardPassModel::new);
    this.observation = observation;
    this.replica = replica;
    this.ranksSeen = new HashSet<>(ranksSeen);
    gatherObserved();
    deployment.ifPresent(this::gatherExpected);
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
                      if (isOptional(key.kind())) {
                        draft.allow();
                      }
                    }));
  }

  private boolean isOptional(CallKind kind) {
    return model
        .map(
            m ->
                m.isOptional(
                    kind.parallelism(), kind.collective(), kind.dataType(), kind.transport()))
        .orElse(false);
  }

  private void gatherExpected(Deployment against) {
    for (int stage = 0; stage < against.layout().pipeline(); stage++) {
      for (Map.Entry<PassShape, Long> entry : observation.passes().entrySet()) {
        PassShape shape = entry.getKey();
        for (ExpectedCalls calls : model.orElseThrow().expect(stage, shape.input())) {
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

  private static RowKey keyOf(int stage, Phase phase, CallKind kind) {
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
        .map(d -> d.layout().ranksOfStage(replica, key.stage()))
        .orElseGet(draft::ranks);
  }

  /** All rows, in the order of a pass. */
  public List<ReportRow> rows() {
    List<ReportRow> rows = new ArrayList<>();
    drafts.forEach(
        (key, draft) -> {
          List<Integer> ranks = ranksOf(key, draft);
          rows.add(draft.row(key, ranks, deployment.isPresent(), judge(key, draft, ranks)));
        });
    return rows;
  }

  private Verdict judge(RowKey key, RowDraft draft, List<Integer> ranks) {
    if (deployment.isEmpty() || (draft.isOptional() && draft.expected() == 0)) {
      return Verdict.UNCHECKED;
    }
    if (draft.expected() == 0) {
      return key.isUnsized() && maybeExpected(key) ? Verdict.INSUFFICIENT : Verdict.UNEXPECTED;
    }
    boolean allSeen = ranksSeen.containsAll(ranks);
    if (draft.most() == 0) {
      boolean visible = allSeen && !isHidden(key) && !isSeenUnsized(key);
      return visible ? Verdict.MISSING : Verdict.INSUFFICIENT;
    }
    boolean seenRanksAgree =
        ranks.stream()
            .filter(rank -> allSeen || ranksSeen.contains(rank))
            .allMatch(rank -> draft.observedBy(rank) == draft.expected());
    if (!seenRanksAgree) {
      return key.isUnsized() ? Verdict.INSUFFICIENT : Verdict.DEVIATION;
    }
    return allSeen ? Verdict.MATCH : Verdict.INSUFFICIENT;
  }

  /** True if the model has calls of this collective there, or they could be logits. */
  private boolean maybeExpected(RowKey key) {
    return key.collective() == deployment.orElseThrow().engine().logitsCollective()
        || drafts.entrySet().stream()
            .anyMatch(entry -> entry.getKey().isSizeOf(key) && entry.getValue().expected() > 0);
  }

  private boolean isSeenUnsized(RowKey key) {
    return drafts.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().isSizeOf(key)
                    && entry.getKey().isUnsized()
                    && entry.getValue().most() > 0);
  }

  /**
   * True for all-reduces of a stage and phase of which not one was seen: another library carries
   * them. By phase, as an engine may leave only its large messages to the library that is watched.
   */
  private boolean isHidden(RowKey key) {
    return key.collective() == Collective.ALL_REDUCE
        && key.parallelism() == Parallelism.TP
        && !observation.isEmpty()
        && drafts.entrySet().stream()
            .noneMatch(entry -> entry.getKey().isSizeOf(key) && entry.getValue().most() > 0);
  }

  /** Stages whose all-reduces are expected and, in some phase, all hidden. */
  public List<Integer> stagesWithHiddenAllReduces() {
    return drafts.keySet().stream().filter(this::isHidden).map(RowKey::stage).distinct().toList();
  }
}
