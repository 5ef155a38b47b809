package dev.ringside.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Phase;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.explain.Since;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.StepSizes.Beside;
import dev.ringside.core.observation.Observation;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.PassShape;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {

  private static final List<Step> REQUEST = SyntheticReplica.request(128, 6);

  @ParameterizedTest
  @CsvSource({
    "VLLM_V0, 2, 1",
    "VLLM_V0, 1, 3",
    "VLLM_V0, 2, 2",
    "VLLM, 4, 1",
    "VLLM, 1, 2",
    "VLLM, 3, 3",
    "TRANSFORMERS, 2, 1",
    "TRANSFORMERS, 4, 1"
  })
  void whatAnEngineDoesMatchesItsProfile(Engine engine, int tensor, int pipeline) {
    Judgement judgement = judge(played(engine, tensor, pipeline, habitsOf(engine)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(judgement.coverage()).isEqualTo(1);
    assertThat(judgement.findings()).isEmpty();
    assertThat(judgement.rows())
        .isNotEmpty()
        .allMatch(row -> row.verdict() == Verdict.MATCH)
        .allMatch(row -> row.observedMin() == row.expectedPerRank())
        .allMatch(row -> row.observedMax() == row.expectedPerRank())
        .allMatch(row -> row.observed().bytes() == row.expected().orElseThrow().bytes())
        .allMatch(row -> row.observed().wireBytes() == row.expected().orElseThrow().wireBytes());
  }

  @Test
  void aWrongEngineDeviatesOnTheLogitsAloneAndTheRightOneIsNamed() {
    Deployment declared = Deployments.toy(Engine.VLLM, 2, 2);
    Judgement judgement = judge(new SyntheticReplica(declared, Habits.VLLM_V0, REQUEST));
    assertThat(judgement.verdict()).isEqualTo(Verdict.DEVIATION);
    assertThat(judgement.rows())
        .filteredOn(row -> row.verdict() != Verdict.MATCH)
        .extracting(ReportRow::collective, ReportRow::phase, ReportRow::verdict)
        .containsExactly(
            tuple(Collective.ALL_GATHER, Phase.PREFILL, Verdict.MISSING),
            tuple(Collective.GATHER, Phase.PREFILL, Verdict.UNEXPECTED),
            tuple(Collective.ALL_GATHER, Phase.DECODE, Verdict.MISSING),
            tuple(Collective.GATHER, Phase.DECODE, Verdict.UNEXPECTED));
    Finding fits = only(judgement, "engine_mismatch");
    assertThat(fits.text()).startsWith("fits vllm-v0:");
    assertThat(fits.evidence()).containsEntry("fits", "vllm-v0").containsEntry("declared", "vllm");
  }

  private static Tuple tuple(Object... values) {
    return Tuple.tuple(values);
  }

  @ParameterizedTest
  @CsvSource({"VLLM_V0, VLLM", "TRANSFORMERS, VLLM", "VLLM, TRANSFORMERS", "VLLM, VLLM_V0"})
  void theEngineThatFitsIsNamedWhicheverItIs(Engine real, Engine declared) {
    Judgement judgement = judge(played(declared, 2, 1, habitsOf(real)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.DEVIATION);
    assertThat(only(judgement, "engine_mismatch").evidence())
        .containsEntry("fits", real.label())
        .containsEntry("declared", declared.label());
  }

  @Test
  void aVerdictSaysThatItsModelIsAssumed() {
    Deployment toy = Deployments.toy(Engine.VLLM, 2, 2);
    Deployment novel =
        new Deployment(
            toy.name(),
            toy.model().of(ModelFamily.of("NovelForCausalLM")),
            toy.engine(),
            toy.layout(),
            toy.dataType(),
            toy.maxNumSeqs(),
            toy.fabric(),
            toy.options());
    Judgement judgement = judge(new SyntheticReplica(novel, Habits.VLLM, REQUEST));

    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
    Finding assumed = only(judgement, "model_assumed");
    assertThat(assumed.text()).startsWith("NovelForCausalLM is not known on this engine;");
    assertThat(assumed.evidence())
        .containsEntry("evidence", "assumed")
        .containsEntry("family", "NovelForCausalLM");
    assertThat(judge(new SyntheticReplica(toy, Habits.VLLM, REQUEST)).findings())
        .extracting(Finding::kind)
        .doesNotContain("model_assumed");
  }

  /** What rests on one of several readings is no plain match, and it is said of how many passes. */
  @Test
  void passesThatCanBeReadInTwoWaysLowerTheVerdict() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 1, Habits.VLLM);
    Observation seen = Seen.all(replica);
    Map<PassShape, Long> passes = new LinkedHashMap<>();
    seen.passes()
        .forEach(
            (shape, count) -> passes.put(shape.tokens() == 1 ? doubtful(shape) : shape, count));
    Observation doubted =
        new Observation(passes, seen.tallies(), seen.slips(), seen.since(), seen.waits());

    Judgement judgement = judge(replica, doubted, replica.ranks(), 1);
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH_BY_COUNT);
    assertThat(only(judgement, "passes_ambiguous").evidence())
        .containsEntry("passes", "5")
        .containsEntry("of", "6");
    assertThat(judge(replica, seen, replica.ranks(), 1).verdict()).isEqualTo(Verdict.MATCH);
  }

  private static PassShape doubtful(PassShape shape) {
    Beside beside = new Beside(-1, List.of(), List.of(), List.of(), 1);
    return new PassShape(
        shape.phase(), new StepSizes(shape.tokens(), shape.rows(), List.of(), -1, -1, beside));
  }

  @Test
  void oneCallTooManyOnOneRankIsADeviationAndTheRanksDisagree() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 1, Habits.VLLM);
    Judgement judgement = judge(replica, Seen.withOneMore(replica, 1), replica.ranks(), 1);
    assertThat(judgement.verdict()).isEqualTo(Verdict.DEVIATION);
    assertThat(judgement.rows())
        .filteredOn(row -> row.verdict() == Verdict.DEVIATION)
        .singleElement()
        .satisfies(row -> assertThat(row.observedMin()).isEqualTo(15))
        .satisfies(row -> assertThat(row.observedMax()).isEqualTo(16));
    assertThat(only(judgement, "ranks_disagree").evidence())
        .containsEntry("min", "15")
        .containsEntry("max", "16")
        .containsEntry("expected", "15");
    assertThat(judgement.findings()).extracting(Finding::kind).doesNotContain("engine_mismatch");
  }

  @Test
  void controlTrafficAloneIsIdleAndBesidesPassesItIsNothing() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 1, Habits.VLLM);
    Judgement alone = judge(replica, withControl(new Observation(), replica), replica.ranks(), 1);
    assertThat(alone.verdict()).isEqualTo(Verdict.IDLE);
    assertThat(alone.rows())
        .singleElement()
        .satisfies(row -> assertThat(row.purposes()).containsExactly("control"))
        .satisfies(row -> assertThat(row.verdict()).isEqualTo(Verdict.UNCHECKED))
        .satisfies(row -> assertThat(row.observedMax()).isEqualTo(3));

    Judgement beside = judge(replica, withControl(Seen.all(replica), replica), replica.ranks(), 1);
    assertThat(beside.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(beside.rows().get(beside.rows().size() - 1).purposes()).containsExactly("control");

    Judgement half = judge(replica, withControl(new Observation(), replica), List.of(0), 1);
    assertThat(half.verdict()).isEqualTo(Verdict.INSUFFICIENT);
  }

  private static Observation withControl(Observation seen, SyntheticReplica replica) {
    CallKind kind =
        new CallKind(
            Parallelism.CONTROL, Collective.BROADCAST, 1, DataType.LONG, Transport.GLOO, 2);
    for (int rank : replica.ranks()) {
      CallTally tally = new CallTally();
      for (int call = 0; call < 3; call++) {
        tally.add(1_000);
      }
      ForwardPass loose =
          new ForwardPass(rank, ForwardPass.NO_INDEX, -1, -1, 5_000, true, Map.of(kind, tally));
      PassBlock.of(List.of(loose)).forEach(block -> seen.addLoose(block.whole()));
    }
    return seen;
  }

  @Test
  void whatNoRankDidIsMissing() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 2, Habits.VLLM);
    Observation seen =
        Seen.without(
            replica,
            (rank, call) ->
                call.collective() == Collective.ALL_GATHER && call.elements() == 96 / 2);
    Judgement judgement = judge(replica, seen, replica.ranks(), 1);
    assertThat(judgement.verdict()).isEqualTo(Verdict.DEVIATION);
    assertThat(judgement.rows())
        .filteredOn(row -> row.verdict() != Verdict.MATCH)
        .singleElement()
        .satisfies(row -> assertThat(row.verdict()).isEqualTo(Verdict.MISSING))
        .satisfies(row -> assertThat(row.purposes()).containsExactly("rebuild"))
        .satisfies(row -> assertThat(row.observedMax()).isZero())
        .satisfies(row -> assertThat(row.expectedPerRank()).isEqualTo(10));
  }

  @Test
  void aSilentRankLeavesNothingToSay() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 1, Habits.VLLM);
    Observation half = Seen.without(replica, (rank, call) -> rank == 1);
    Judgement judgement = judge(replica, half, List.of(0), 1);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judgement.coverage()).isEqualTo(0.5);
    assertThat(judgement.rows())
        .isNotEmpty()
        .allMatch(row -> row.verdict() == Verdict.INSUFFICIENT)
        .allMatch(row -> row.observedMin() == row.observedMax() && row.observedMin() > 0)
        .allMatch(row -> row.absent().equals(List.of(1)))
        .allMatch(row -> row.ranks().equals(List.of(0, 1)));
    assertThat(only(judgement, "ranks_not_seen").ranks()).containsExactly(1);
  }

  @Test
  void belowTheFloorEvenADeviationIsNotSaid() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 1, Habits.VLLM_V0);
    Judgement judgement = judge(replica, Seen.all(replica), List.of(0), 0.6);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judgement.rows()).allMatch(row -> row.verdict() == Verdict.INSUFFICIENT);
  }

  @Test
  void aboveALowerFloorTheStagesSeenAreJudged() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 2, Habits.VLLM);
    Observation seen = Seen.without(replica, (rank, call) -> rank == 3);
    Judgement judgement = judge(replica, seen, List.of(0, 1, 2), 0.75);
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(judgement.coverage()).isEqualTo(0.75);
    assertThat(judgement.rows())
        .allMatch(row -> row.verdict() == Verdict.MATCH)
        .allMatch(row -> row.observedMin() == row.expectedPerRank())
        .allMatch(row -> row.absent().equals(row.stage() == 0 ? List.of() : List.of(3)));
    assertThat(only(judgement, "ranks_not_seen").severity()).isEqualTo(Finding.Severity.INFO);
  }

  @Test
  void aRankThatWasSeenCanDeviateThoughAnotherWasNot() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 1, Habits.VLLM);
    Observation seen = Seen.withOneMore(replica, 0);
    assertThat(judge(replica, seen, List.of(0), 0.5).verdict()).isEqualTo(Verdict.DEVIATION);
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 2"})
  void hiddenAllReducesAreNotVisibleRatherThanMissing(int tensor, int pipeline) {
    Judgement judgement =
        judge(played(Engine.VLLM, tensor, pipeline, Habits.VLLM.hidingAllReduces()));
    assertHidden(judgement);
    assertThat(judgement.rows())
        .filteredOn(row -> row.collective() == Collective.ALL_REDUCE)
        .allMatch(row -> row.verdict() == Verdict.INSUFFICIENT && row.observedMax() == 0);
  }

  private static void assertHidden(Judgement judgement) {
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judgement.rows())
        .filteredOn(row -> row.collective() != Collective.ALL_REDUCE)
        .isNotEmpty()
        .allMatch(
            row ->
                row.verdict()
                    == (row.phase() == Phase.UNKNOWN ? Verdict.MATCH_BY_COUNT : Verdict.MATCH));
    assertThat(only(judgement, "not_visible").text()).contains("stage 0");
  }

  /** The GPU, the release and the switches say which library it is, as far as they are given. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | | | custom_ar, symm_mem, flashinfer | possible | the custom all-reduce or torch's",
        "1 | | disable-custom-all-reduce,disable-symm-mem | flashinfer | possible | FlashInfer's",
        "2 | h100 | batch-invariant | | | by the engine's rules NCCL carries them",
        "1 | l40s | disable-custom-all-reduce | | | by the engine's rules NCCL carries them"
      })
  void theCarrierThatHidesCallsIsNamed(
      int pipeline, String gpu, String flags, String carriers, String are, String words) {
    Finding finding =
        only(
            judge(hiding(deployed(pipeline, "0.15.0", gpu == null ? "" : gpu, flags))),
            "not_visible");

    assertThat(finding.evidence().get("carriers")).isEqualTo(carriers);
    assertThat(finding.evidence().get("carriers_are")).isEqualTo(are);
    assertThat(finding.text()).contains(words);
  }

  /**
   * Rows that another library carries by plan, of which nothing is seen, do not spoil the verdict;
   * it says how much was compared, and is lower where the plan is of an older release.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | 0.15.0 | | custom_ar | MATCH | read",
        "2 | 0.15.0 | disable-custom-all-reduce | symm_mem | MATCH | read",
        "1 | 0.15.0 | disable-custom-all-reduce | symm_mem | MATCH | read",
        "1 | 0.33.0 | | flashinfer | MATCH | read",
        "1 | 0.34.0 | | flashinfer | MATCH_BY_COUNT | unverified beyond 0.33"
      })
  void whatIsCarriedElsewhereAsPlannedIsNotMissing(
      int pipeline, String version, String flags, String carrier, Verdict verdict, String plan) {
    SyntheticReplica replica = hiding(deployed(pipeline, version, "h100", flags));
    Judgement judgement = judge(replica);

    assertThat(judgement.verdict()).isEqualTo(verdict);
    assertThat(judgement.callCoverage().orElseThrow()).isGreaterThan(0).isLessThan(0.5);
    assertThat(judgement.rows())
        .allMatch(
            row ->
                row.verdict()
                    == (row.collective() == Collective.ALL_REDUCE
                        ? Verdict.ELSEWHERE
                        : Verdict.MATCH));
    Finding finding = first(judgement, "carried_elsewhere");
    assertThat(finding.evidence()).containsEntry("carriers", carrier).containsEntry("plan", plan);
    assertThat(judgement.findings()).noneMatch(one -> one.kind().equals("not_visible"));
    assertThat(judgement.verdict().because(judgement.rows())).contains("carried elsewhere");
  }

  /** What shows every kernel cannot miss those of a carrier: then they are not there. */
  @Test
  void whatTheSourceWouldShowIsNotElsewhere() {
    SyntheticReplica replica = hiding(deployed(1, "0.33.0", "h100", null));
    Judgement judgement = judge(replica, Set.of(Sight.KINETO));

    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judgement.findings()).noneMatch(one -> one.kind().equals("carried_elsewhere"));
  }

  /** Planned for NCCL, seen by nothing that shows all of NCCL's calls: another library has them. */
  @Test
  void callsThatVanishHaveChangedTheirCarrier() {
    SyntheticReplica replica = hiding(deployed(1, "0.32.0", "h100", "batch-invariant"));

    Finding finding = first(judge(replica, Set.of(Sight.NCCL)), "carrier_changed");
    assertThat(finding.ranks()).containsExactly(0, 1);
    assertThat(finding.evidence()).containsEntry("planned", "nccl").containsKey("since");
    assertThat(judge(replica, Set.of(Sight.NCCL_LOG)).findings())
        .as("a log has no calls that a graph replays")
        .noneMatch(one -> one.kind().equals("carrier_changed"));
  }

  /** The custom kernel is off, and the deployment does not say so. */
  @Test
  void callsThatAnotherLibraryCarriesAreAChange() {
    SyntheticReplica replica =
        new SyntheticReplica(deployed(1, "0.33.0", "h100", null), Habits.VLLM, REQUEST);
    Judgement judgement = judge(replica, Set.of(Sight.INSPECTOR));

    assertThat(judgement.verdict()).as("the calls are those it must make").isEqualTo(Verdict.MATCH);
    Finding finding = first(judgement, "carrier_changed");
    assertThat(finding.ranks()).containsExactly(0, 1);
    assertThat(finding.evidence())
        .containsEntry("carrier", "nccl")
        .containsEntry("planned", "flashinfer")
        .containsKey("since_ns");
    assertThat(finding.text()).contains("on node 0 are carried by NCCL since ");
  }

  private static Finding first(Judgement judgement, String kind) {
    return judgement.findings().stream()
        .filter(finding -> finding.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Judgement judge(SyntheticReplica replica, Set<Sight> sights) {
    return Judgement.of(
        Optional.of(replica.deployment()),
        Seen.all(replica),
        0,
        replica.ranks(),
        1,
        Since.CLOCK,
        sights);
  }

  private static SyntheticReplica hiding(Deployment deployment) {
    return new SyntheticReplica(deployment, Habits.VLLM.hidingAllReduces(), REQUEST);
  }

  private static Deployment deployed(int pipeline, String version, String gpu, String flags) {
    return new Deployment(
        "hidden",
        Deployments.TOY,
        Engine.VLLM,
        new ParallelLayout(2, pipeline, 1),
        DataType.BFLOAT16,
        OptionalInt.empty(),
        "unknown",
        options(version, gpu, flags == null ? Set.of() : Set.of(flags.split(","))));
  }

  private static ServingOptions options(String version, String gpu, Set<String> flags) {
    ServingOptions plain = ServingOptions.PLAIN;
    return new ServingOptions(
        plain.expertParallel(),
        plain.allToAll(),
        plain.decodeContext(),
        plain.prefillContext(),
        plain.sequenceParallel(),
        plain.speculativeTokens(),
        plain.draft(),
        version,
        gpu,
        plain.gpusPerNode(),
        new TreeSet<>(flags));
  }

  /** Small messages by a custom kernel, large ones by NCCL: what a server does by default. */
  @ParameterizedTest
  @CsvSource({"2, 1", "2, 2"})
  void allReducesHiddenInDecodeAloneAreNotMissingThere(int tensor, int pipeline) {
    SyntheticReplica replica = played(Engine.VLLM, tensor, pipeline, Habits.VLLM);
    Observation seen = Seen.without(replica, (rank, call) -> isDecodeAllReduce(call));
    Judgement judgement = judge(replica, seen, replica.ranks(), 1);
    assertHidden(judgement);
    assertThat(judgement.rows())
        .filteredOn(row -> row.collective() == Collective.ALL_REDUCE)
        .allMatch(
            row ->
                row.verdict()
                    == (row.phase() == Phase.PREFILL ? Verdict.MATCH : Verdict.INSUFFICIENT));
  }

  private static boolean isDecodeAllReduce(CallSignature call) {
    return call.collective() == Collective.ALL_REDUCE && call.elements() == 96;
  }

  @ParameterizedTest
  @CsvSource({"VLLM_V0, 2, 1", "VLLM_V0, 2, 2", "VLLM, 2, 2", "VLLM, 1, 2"})
  void optionalTrafficIsNeitherMissingNorUnexpected(Engine engine, int tensor, int pipeline) {
    Habits chatty = habitsOf(engine).chatty();
    boolean broadcastsAllowed = engine == Engine.VLLM_V0 || tensor == 1;
    Judgement judgement = judge(played(engine, tensor, pipeline, chatty));
    assertThat(judgement.verdict())
        .isEqualTo(broadcastsAllowed ? Verdict.MATCH : Verdict.DEVIATION);
    assertThat(judgement.rows())
        .filteredOn(row -> row.purposes().contains("optional"))
        .allMatch(row -> row.verdict() == Verdict.UNCHECKED && row.expectedPerRank() == 0)
        // What goes before vLLM's hand-overs is control traffic, and in no pass.
        .matches(rows -> rows.isEmpty() == (engine == Engine.VLLM));
    assertThat(judgement.rows())
        .filteredOn(row -> row.verdict() == Verdict.UNEXPECTED)
        .allMatch(row -> row.collective() == Collective.BROADCAST);
  }

  /** CUDA graphs replay all-reduces as kernels without metadata; their number still counts. */
  @Test
  void callsOfUnknownSizeAreHeldAgainstTheModelByCount() {
    SyntheticReplica sized = played(Engine.VLLM, 2, 1, Habits.VLLM);
    Judgement judgement =
        judge(sized, Seen.unsized(sized, Collective.ALL_REDUCE), sized.ranks(), 1);
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH_BY_COUNT);
    assertThat(only(judgement, "compared_by_count").text())
        .contains("sizes, element types, phases");
    assertThat(judgement.rows())
        .allMatch(row -> row.verdict() == Verdict.MATCH_BY_COUNT)
        .filteredOn(row -> row.collective() == Collective.ALL_REDUCE)
        .singleElement()
        .satisfies(row -> assertThat(row.sendElements()).isEqualTo(-1))
        .satisfies(row -> assertThat(row.phase()).isEqualTo(Phase.UNKNOWN))
        .satisfies(row -> assertThat(row.expectedPerRank()).isEqualTo(15 * REQUEST.size()));
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 2", "1, 2"})
  void withoutAnySizesNothingIsCalledWrong(int tensor, int pipeline) {
    Judgement judgement = judge(played(Engine.VLLM, tensor, pipeline, Habits.VLLM.sizeless()));
    assertThat(judgement.rows())
        .isNotEmpty()
        .allMatch(
            row ->
                row.verdict() == Verdict.MATCH_BY_COUNT || row.verdict() == Verdict.INSUFFICIENT);
    assertThat(judgement.verdict())
        .isEqualTo(tensor == 1 ? Verdict.MATCH_BY_COUNT : Verdict.INSUFFICIENT);
  }

  @Test
  void aCollectiveOfUnknownSizeThatTheModelHasNotIsUnexpected() {
    SyntheticReplica replica =
        new SyntheticReplica(
            Deployments.toy(Engine.VLLM, 2, 1), Habits.VLLM_V0.sizeless(), REQUEST);
    assertThat(judge(replica).rows())
        .filteredOn(row -> row.collective() == Collective.GATHER)
        .singleElement()
        .satisfies(row -> assertThat(row.verdict()).isEqualTo(Verdict.UNEXPECTED));
  }

  @Test
  void withoutADeploymentNothingIsChecked() {
    SyntheticReplica replica = played(Engine.VLLM, 2, 1, Habits.VLLM);
    Judgement judgement = Judgement.of(Optional.empty(), Seen.all(replica), 0, replica.ranks(), 1);
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNCHECKED);
    assertThat(judgement.rows())
        .isNotEmpty()
        .allMatch(row -> row.verdict() == Verdict.UNCHECKED)
        .allMatch(row -> row.expectedPerRank() == -1 && row.stage() == -1);
  }

  @Test
  void nothingSeenIsNothingToSay() {
    Optional<Deployment> deployment = Optional.of(Deployments.toy(Engine.VLLM, 2, 1));
    assertThat(Judgement.of(deployment, new Observation(), 0, List.of(0, 1), 1).verdict())
        .isEqualTo(Verdict.INSUFFICIENT);
    assertThat(Judgement.of(Optional.empty(), new Observation(), 0, List.of(), 1).verdict())
        .isEqualTo(Verdict.INSUFFICIENT);
  }

  @Test
  void aSecondReplicasRanksAreItsOwn() {
    Deployment two =
        Deployments.of(
            Deployments.TOY, Engine.VLLM, new ParallelLayout(2, 1, 2), OptionalInt.of(8));
    SyntheticReplica second =
        new SyntheticReplica(two, 1, Habits.VLLM, REQUEST, 0, SyntheticReplica.busyNs(two));
    Judgement judgement = Judgement.of(Optional.of(two), Seen.all(second), 1, second.ranks(), 1);
    assertThat(judgement.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(judgement.rows()).allMatch(row -> row.ranks().equals(List.of(2, 3)));
  }

  private static SyntheticReplica played(Engine engine, int tensor, int pipeline, Habits habits) {
    return new SyntheticReplica(Deployments.toy(engine, tensor, pipeline), habits, REQUEST);
  }

  private static Habits habitsOf(Engine engine) {
    return switch (engine) {
      case VLLM_V0 -> Habits.VLLM_V0;
      case TRANSFORMERS -> Habits.TRANSFORMERS;
      default -> Habits.VLLM;
    };
  }

  private static Judgement judge(SyntheticReplica replica) {
    return judge(replica, Seen.all(replica), replica.ranks(), 1);
  }

  private static Judgement judge(
      SyntheticReplica replica, Observation seen, List<Integer> ranks, double floor) {
    return Judgement.of(Optional.of(replica.deployment()), seen, 0, ranks, floor);
  }

  private static Finding only(Judgement judgement, String kind) {
    List<Finding> findings =
        judgement.findings().stream().filter(finding -> finding.kind().equals(kind)).toList();
    assertThat(findings).as("%s among %s", kind, judgement.findings()).hasSize(1);
    return findings.get(0);
  }
}
