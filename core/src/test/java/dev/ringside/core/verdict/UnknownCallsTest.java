package dev.ringside.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.EngineFlag;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.BlockPart;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was not seen is not equal: sizes, types, phases, ranks, and what a call is. */
class UnknownCallsTest {

  private static final List<Step> REQUEST = SyntheticReplica.request(128, 6);
  private static final Set<String> NCCL_ALONE =
      Set.of(
          EngineFlag.DISABLE_CUSTOM_ALL_REDUCE,
          EngineFlag.DISABLE_SYMM_MEM,
          EngineFlag.DISABLE_FUSION,
          EngineFlag.DISABLE_FLASHINFER_ALL_REDUCE);

  private final SyntheticReplica replica = played(Set.of());

  @Test
  void aTypeThatWasNotSeenIsNoMatchThoughTheElementsAgree() {
    Judgement judgement = judge(replica, Seen.untyped(replica, Collective.ALL_REDUCE));
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH_BY_COUNT);
    assertThat(judgement.rows())
        .allMatch(row -> row.observedMin() == row.expectedPerRank())
        .allMatch(row -> row.phase() != Phase.UNKNOWN)
        .allMatch(
            row ->
                row.verdict()
                    == (row.dataType() == DataType.UNKNOWN
                        ? Verdict.MATCH_BY_COUNT
                        : Verdict.MATCH));
    assertThat(only(judgement, "compared_by_count").evidence())
        .containsEntry("unknown", "element types");
  }

  @Test
  void sizesThatLackInPartAreHeldAgainstTheCallsWithoutOne() {
    Judgement judgement =
        judge(
            replica,
            Seen.unsized(
                replica,
                (rank, call) ->
                    call.sequence() % 3 == 0
                        && call.signature().collective() == Collective.ALL_REDUCE));
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH_BY_COUNT);
    assertThat(judgement.rows())
        .filteredOn(row -> row.collective() == Collective.ALL_REDUCE)
        .allMatch(row -> row.observedMin() == row.expectedPerRank())
        .allMatch(
            row ->
                row.verdict() == (row.sendElements() < 0 ? Verdict.MATCH_BY_COUNT : Verdict.MATCH))
        .extracting(ReportRow::sendElements)
        .contains(-1L, 96L);
    long expected =
        judgement.rows().stream()
            .filter(row -> row.collective() == Collective.ALL_REDUCE)
            .mapToLong(row -> row.expected().orElseThrow().bytes())
            .sum();
    assertThat(expected).isEqualTo(allReduceBytes());
  }

  private long allReduceBytes() {
    return judge(replica, Seen.all(replica)).rows().stream()
        .filter(row -> row.collective() == Collective.ALL_REDUCE)
        .mapToLong(row -> row.observed().bytes())
        .sum();
  }

  @Test
  void whereRanksDifferInWhatHasASizeNothingIsSaid() {
    Observation seen =
        Seen.unsized(
            replica,
            (rank, call) ->
                rank == 0
                    && call.sequence() % 3 == 0
                    && call.signature().collective() == Collective.ALL_REDUCE);
    Judgement judgement = judge(replica, seen);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judgement.rows()).noneMatch(row -> row.verdict().isDifference());
    assertThat(only(judgement, "sizes_not_known").text()).contains("AllReduce");
  }

  /** All-reduces may be carried unseen, unless the deployment has every other carrier off. */
  @ParameterizedTest
  @CsvSource({"false, INSUFFICIENT", "true, DEVIATION"})
  void tooFewCallsOfUnknownSizeDeviateWhereNothingElseMayCarryThem(
      boolean ncclAlone, Verdict verdict) {
    SyntheticReplica played = played(ncclAlone ? NCCL_ALONE : Set.of());
    Observation seen = Seen.unsized(played, Collective.ALL_REDUCE);
    take(seen, 1);
    assertThat(judge(played, seen).verdict()).isEqualTo(verdict);
  }

  /** Takes calls of an all-reduce of every rank away again. */
  private static void take(Observation seen, long calls) {
    seen.tallies()
        .forEach(
            (key, byRank) -> {
              if (key.kind().collective() == Collective.ALL_REDUCE) {
                byRank.replaceAll(
                    (rank, tally) ->
                        new CallTally(
                            tally.calls() - calls, tally.durationNs(), tally.durations()));
              }
            });
  }

  @Test
  void oneCallTooManyDeviatesThoughNoSizeIsKnown() {
    Observation seen = Seen.unsized(replica, Collective.ALL_REDUCE);
    take(seen, -1);
    assertThat(judge(replica, seen).verdict()).isEqualTo(Verdict.DEVIATION);
  }

  @Test
  void aDeviationInWhatIsKnownOutweighsWhatIsNot() {
    Deployment wrong = Deployments.toy(Engine.VLLM, 2, 1);
    SyntheticReplica gathers = new SyntheticReplica(wrong, Habits.VLLM_V0, REQUEST);
    Judgement judgement = judge(gathers, Seen.unsized(gathers, Collective.ALL_REDUCE));
    assertThat(judgement.verdict()).isEqualTo(Verdict.DEVIATION);
    assertThat(judgement.rows())
        .filteredOn(row -> row.collective() == Collective.GATHER)
        .allMatch(row -> row.verdict() == Verdict.UNEXPECTED);
  }

  @Test
  void callsThatWereNotUnderstoodAreCountedAndNamed() {
    Observation seen = Seen.all(replica);
    addNotUnderstood(seen, 3);
    Judgement judgement = judge(replica, seen);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judgement.rows())
        .filteredOn(row -> row.collective() == Collective.UNKNOWN)
        .singleElement()
        .matches(row -> row.verdict() == Verdict.INSUFFICIENT && row.observedMax() == 3);
    assertThat(judgement.rows())
        .filteredOn(row -> row.collective() != Collective.UNKNOWN)
        .allMatch(row -> row.verdict() == Verdict.MATCH);
    assertThat(only(judgement, "calls_not_understood").evidence())
        .containsEntry("calls", "6")
        .containsEntry("calls_of_rank", "3");
  }

  /** They may be the calls that are lacking, but not more of them than there are. */
  @ParameterizedTest
  @CsvSource({"2, INSUFFICIENT", "1, DEVIATION"})
  void callsThatWereNotUnderstoodMayBeThoseThatLack(int strange, Verdict verdict) {
    Observation seen = Seen.all(replica);
    take(seen, 2);
    addNotUnderstood(seen, strange);
    assertThat(judge(replica, seen).verdict()).isEqualTo(verdict);
  }

  private void addNotUnderstood(Observation seen, int calls) {
    CallKind kind =
        new CallKind(
            Parallelism.UNKNOWN, Collective.UNKNOWN, -1, DataType.UNKNOWN, Transport.NCCL, 0);
    CallTally tally = new CallTally();
    for (int i = 0; i < calls; i++) {
      tally.add(1_000);
    }
    for (int rank : replica.ranks()) {
      ForwardPass loose =
          new ForwardPass(rank, ForwardPass.NO_INDEX, -1, -1, 1, true, Map.of(kind, tally));
      BlockPart part = PassBlock.of(List.of(loose)).get(0).whole();
      seen.addLoose(part);
    }
  }

  @Test
  void callCoverageIsTheShareOfTheCallsThatCanBeSeen() {
    assertThat(judge(replica, Seen.all(replica)).callCoverage()).hasValue(1);
    SyntheticReplica hiding =
        new SyntheticReplica(replica.deployment(), Habits.VLLM.hidingAllReduces(), REQUEST);
    Judgement judgement = judge(hiding, Seen.all(hiding));
    // 15 all-reduces a pass unseen, 1 all-gather seen
    assertThat(judgement.callCoverage()).hasValue(1.0 / 16);
    assertThat(judgement.coverage()).isEqualTo(1);
  }

  @Test
  void aRankThatWasNotRecordedIsAbsentAndAStageOfNoneIsNotKnown() {
    SyntheticReplica two =
        new SyntheticReplica(Deployments.toy(Engine.VLLM, 2, 2), Habits.VLLM, REQUEST);
    Observation seen = Seen.without(two, (rank, call) -> rank < 2);
    Judgement judgement = Judgement.of(Optional.of(two.deployment()), seen, 0, List.of(2, 3), 0.5);
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(judgement.rows())
        .filteredOn(row -> row.stage() == 0)
        .isNotEmpty()
        .allMatch(row -> row.verdict() == Verdict.INSUFFICIENT && !row.isKnown())
        .allMatch(row -> row.absent().equals(List.of(0, 1)));
    assertThat(judgement.callCoverage()).hasValue(1);
  }

  private static SyntheticReplica played(Set<String> flags) {
    Deployment toy = Deployments.toy(Engine.VLLM, 2, 1);
    ServingOptions options =
        new ServingOptions(
            false,
            AllToAll.ALLGATHER_REDUCESCATTER,
            1,
            1,
            false,
            0,
            Optional.empty(),
            "",
            "",
            0,
            new TreeSet<>(flags));
    Deployment flagged =
        new Deployment(
            toy.name(),
            toy.model(),
            toy.engine(),
            toy.layout(),
            toy.dataType(),
            toy.maxNumSeqs(),
            toy.fabric(),
            options);
    return new SyntheticReplica(flagged, Habits.VLLM, REQUEST);
  }

  private static Judgement judge(SyntheticReplica replica, Observation seen) {
    return Judgement.of(Optional.of(replica.deployment()), seen, 0, replica.ranks(), 1);
  }

  private static Finding only(Judgement judgement, String kind) {
    List<Finding> findings =
        judgement.findings().stream().filter(finding -> finding.kind().equals(kind)).toList();
    assertThat(findings).as("%s among %s", kind, judgement.findings()).hasSize(1);
    return findings.get(0);
  }
}
