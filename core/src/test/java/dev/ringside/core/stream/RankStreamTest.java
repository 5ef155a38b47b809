package dev.ringside.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.stream.RankEvent.Repeat;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a rank sends, however often and in whatever order, each call has one place. */
class RankStreamTest {

  private static final long APPENDED_NS = 7;
  private static final long WINDOW_NS = 10_000_000_000L;
  private static final int RANK = 1;
  private static final int PASSES = 6;
  private static final int CALLS_A_PASS = 16;
  private static final long CALLS = PASSES * CALLS_A_PASS;
  private static final Deployment DEPLOYMENT = Deployments.toy(Engine.VLLM_V0, 2, 1);
  private static final SyntheticReplica REPLICA =
      new SyntheticReplica(DEPLOYMENT, Habits.VLLM_V0, SyntheticReplica.request(16, PASSES));

  private RankStream stream = new RankStream();
  private final List<RankEvent> events = new ArrayList<>();

  /** Nothing is left open by a test: then what was observed has been settled, call by call. */
  @AfterEach
  void theAccountBalances() {
    Account sum = account();
    assertThat(sum.observed())
        .isEqualTo(callsInPasses() + sum.incomplete() + sum.duplicate() + sum.rejectedCalls());
  }

  @Test
  void whatComesInOrderIsCutIntoPasses() {
    accept(run("a", 7));

    assertThat(passes()).extracting(ForwardPass::index).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(passes()).allMatch(pass -> pass.complete() && pass.calls() == CALLS_A_PASS);
    assertThat(slices()).noneMatch(Slice::gap);
    assertThat(slices().get(slices().size() - 1).endOfStream()).isTrue();
    assertThat(account()).isEqualTo(Account.observed(CALLS));
  }

  @Test
  void aBatchThatComesTwiceIsCountedAsDuplicateAndDoesNothing() {
    List<CallBatch> batches = run("a", 32);
    for (CallBatch batch : batches) {
      accept(List.of(batch, batch));
    }

    assertThat(account().duplicate()).isEqualTo(CALLS);
    assertThat(callsInPasses()).isEqualTo(CALLS);
    assertThat(events.get(events.size() - 1))
        .isInstanceOfSatisfying(
            Repeat.class, again -> assertThat(again.account()).isEqualTo(Account.duplicate(32)));
    assertThat(slices().stream().filter(Slice::endOfStream)).as("the end comes once").hasSize(1);
  }

  @Test
  void aBatchThatIsMissingIsAGap() {
    List<CallBatch> batches = run("a", CALLS_A_PASS);
    accept(batches.subList(0, 2));
    accept(batches.subList(3, 6));

    assertThat(slices()).extracting(Slice::gap).containsExactly(false, false, true, false, false);
    assertThat(account()).isEqualTo(Account.observed(CALLS - CALLS_A_PASS));
  }

  @Test
  void aBatchThatIsOvertakenIsRefusedOnceAndThenADuplicate() {
    List<CallBatch> batches = run("a", CALLS_A_PASS);
    accept(batches.subList(0, 2));
    accept(batches.subList(3, 5));
    accept(List.of(batches.get(2), batches.get(2), batches.get(3)));
    accept(batches.subList(5, 6));

    assertThat(account().rejected()).isEqualTo(Map.of("out_of_order", (long) CALLS_A_PASS));
    assertThat(account().duplicate()).isEqualTo(2 * CALLS_A_PASS);
    assertThat(callsInPasses()).isEqualTo(CALLS - CALLS_A_PASS);
  }

  @Test
  void runsThatInterleaveDoNotMixTheirPasses() {
    List<CallBatch> first = SyntheticAgent.replaying(REPLICA, "a").batches(RANK, 5);
    List<CallBatch> second = SyntheticAgent.replaying(REPLICA, "b").batches(RANK, 5);
    IntStream.range(0, first.size())
        .forEach(i -> accept(List.of(first.get(i), second.get(i), first.get(i))));

    assertThat(account().duplicate()).isEqualTo(CALLS);
    for (String run : List.of("a", "b")) {
      assertThat(
              slices().stream()
                  .filter(s -> s.sender().runId().equals(run))
                  .flatMap(s -> s.passes().stream())
                  .flatMap(passes -> Passes.of(passes).stream()))
          .hasSize(PASSES)
          .allMatch(pass -> pass.calls() == CALLS_A_PASS);
    }
  }

  /** A killed agent says no goodbye: the pass that it was in will not go on. */
  @Test
  void whatALiveAgentLeftOpenIsIncompleteOnceAnotherBegins() {
    accept(List.of(calls("a", 0, 0, CALLS_A_PASS + 5, false)));
    accept(List.of(calls("b", 0, CALLS_A_PASS + 5, CALLS_A_PASS + 7, true)));

    assertThat(account().incomplete()).isEqualTo(5);
    assertThat(account().observed()).isEqualTo(CALLS_A_PASS + 7);
  }

  @Test
  void aLiveRanksPassIsNotMadeOfTwoHalvesOfWhichTheMiddleIsLost() {
    accept(List.of(calls("a", 0, 0, CALLS_A_PASS + 5, false)));
    accept(List.of(calls("a", 2, 2 * CALLS_A_PASS + 5, 5 * CALLS_A_PASS, true)));

    assertThat(slices().get(1).gapAt()).as("the rest of the second pass").isEqualTo(1);
    assertThat(passes())
        .extracting(ForwardPass::complete)
        .containsExactly(true, false, false, true, true);
  }

  @Test
  void theSameRunOfAnotherAgentIsAnother() {
    CallBatch ours = calls("a", 0, 0, CALLS_A_PASS, true);
    CallBatch theirs = withAgent("other", ours);

    accept(List.of(ours, theirs));

    assertThat(account().duplicate()).isZero();
    assertThat(passes()).hasSize(2);
  }

  @Test
  void theOldestOfFiveRunsIsForgottenAndWhatItLeftOpenIsIncomplete() {
    accept(List.of(calls("a", 0, 0, 20, false)));
    for (String run : List.of("b", "c", "d", "e")) {
      accept(List.of(calls(run, 0, 0, 32, true)));
    }

    assertThat(stream.runs()).hasSize(RankStream.RUNS_BOUND);
    assertThat(account().incomplete()).isEqualTo(20 - CALLS_A_PASS);
    accept(List.of(calls("a", 1, 20, 32, true)));
    assertThat(account().duplicate()).as("run a is new again").isZero();
  }

  @Test
  void aRankOutsideItsReplicaIsRefused() {
    CallBatch elsewhere =
        SyntheticAgent.batch(
            new SyntheticAgent(REPLICA, 0, "test", "a", List.of(5)).header(5, 0, true, Map.of()),
            REPLICA.calls(RANK).subList(0, 9));

    accept(List.of(elsewhere));

    assertThat(account().rejected()).isEqualTo(Map.of("rank_out_of_range", 9L));
    assertThat(slices().get(0).endOfStream()).as("or its run would never be over").isTrue();
  }

  @Test
  void whatTheAgentRefusedCountsOnce() {
    CallBatch batch =
        SyntheticAgent.batch(
            agent("a")
                .header(RANK, 0, true, Map.of("dur_missing", 3L, "no_group", 4L, "no_rank", 1L)),
            REPLICA.calls(RANK).subList(0, CALLS_A_PASS));

    accept(List.of(batch, batch));

    assertThat(account().observed()).isEqualTo(2 * CALLS_A_PASS + 8);
    assertThat(account().rejected())
        .as("words of its own count as other")
        .isEqualTo(Map.of("dur_missing", 3L, "other", 5L));
  }

  @Test
  void aStreamThatEndsWithinAPassLeavesItIncomplete() {
    accept(List.of(calls("a", 0, 0, 40, false), calls("a", 1, 0, 0, true)));

    assertThat(passes()).extracting(ForwardPass::complete).containsExactly(true, true, false);
    assertThat(passes().get(2).calls()).isEqualTo(8);
  }

  @Test
  void callsWithoutADeploymentAreLooseInTheWindowTheyEndedIn() {
    SyntheticReplica slow =
        new SyntheticReplica(DEPLOYMENT, 0, Habits.VLLM_V0, REPLICA.steps(), 0, WINDOW_NS / 2);
    List<CallBatch> batches = SyntheticAgent.live(slow, "a").batches(RANK, (int) CALLS);

    accept(batches, Optional.empty());

    assertThat(passes()).hasSize(PASSES / 2).allMatch(ForwardPass::isLoose);
    assertThat(passes()).allMatch(pass -> pass.calls() == 2 * CALLS_A_PASS);
  }

  @Test
  void aDeploymentThatChangesMidRunCutsThePassAndGoesOn() {
    List<CallBatch> batches = run("a", 20);
    accept(batches.subList(0, 2), Optional.of(DEPLOYMENT));
    accept(batches.subList(2, 5), Optional.of(DEPLOYMENT.withEngine(Engine.VLLM)));

    assertThat(passes()).extracting(ForwardPass::index).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(passes())
        .extracting(ForwardPass::complete)
        .containsExactly(true, true, false, false, true, true, true);
    assertThat(callsInPasses()).isEqualTo(CALLS);
  }

  @Test
  void aDeploymentThatIsWithdrawnMidRunLeavesNothingOpen() {
    List<CallBatch> batches = run("a", 20);
    accept(batches.subList(0, 2), Optional.of(DEPLOYMENT));
    accept(batches.subList(2, 5), Optional.empty());

    assertThat(
            passes().stream().filter(pass -> !pass.isLoose()).mapToLong(ForwardPass::calls).sum())
        .isEqualTo(40);
    assertThat(callsInPasses()).isEqualTo(CALLS);
  }

  @Test
  void aLayoutThatShrinksMidRunLeavesNothingOpen() {
    SyntheticReplica pipeline =
        new SyntheticReplica(
            Deployments.toy(Engine.VLLM_V0, 2, 2), Habits.VLLM_V0, REPLICA.steps());
    List<CallBatch> batches = SyntheticAgent.live(pipeline, "a").batches(3, 10);
    accept(batches.subList(0, 3), Optional.of(pipeline.deployment()));
    accept(batches.subList(3, batches.size()), Optional.of(DEPLOYMENT));

    assertThat(account().rejected()).containsOnlyKeys("rank_out_of_range");
    assertThat(callsInPasses()).isEqualTo(30);
  }

  private void accept(List<CallBatch> batches) {
    accept(batches, Optional.of(DEPLOYMENT));
  }

  private void accept(List<CallBatch> batches, Optional<Deployment> against) {
    batches.forEach(batch -> events.add(stream.accept(batch, against, WINDOW_NS, APPENDED_NS)));
  }

  private Account account() {
    return events.stream()
        .map(event -> event instanceof Slice slice ? slice.account() : ((Repeat) event).account())
        .reduce(Account.EMPTY, Account::plus);
  }

  private List<Slice> slices() {
    return events.stream().filter(Slice.class::isInstance).map(Slice.class::cast).toList();
  }

  private List<ForwardPass> passes() {
    return slices().stream()
        .flatMap(slice -> slice.passes().stream())
        .flatMap(block -> Passes.of(block).stream())
        .toList();
  }

  private long callsInPasses() {
    return passes().stream().mapToLong(ForwardPass::calls).sum();
  }

  private static SyntheticAgent agent(String runId) {
    return SyntheticAgent.live(REPLICA, runId);
  }

  private static List<CallBatch> run(String runId, int callsABatch) {
    return agent(runId).batches(RANK, callsABatch);
  }

  private static CallBatch calls(String runId, long sequence, int from, int to, boolean last) {
    List<CollectiveCall> calls = REPLICA.calls(RANK).subList(from, to);
    return SyntheticAgent.batch(agent(runId).header(RANK, sequence, last, Map.of()), calls);
  }

  private static CallBatch withAgent(String agent, CallBatch batch) {
    var header = batch.header();
    var origin = header.origin();
    return new CallBatch(
        new BatchHeader(
            new dev.ringside.core.batch.BatchOrigin(
                origin.deployment(),
                origin.replica(),
                origin.rank(),
                agent,
                origin.runId(),
                origin.host(),
                origin.runRanks()),
            header.units(),
            header.batchSequence(),
            header.endOfStream(),
            header.contents()),
        batch.signatures(),
        batch.calls());
  }
}
