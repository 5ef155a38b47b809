package dev.ringside.flink.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.Passes;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankEvent.Poison;
import dev.ringside.core.stream.RankEvent.Repeat;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.flink.AgentBytes;
import dev.ringside.flink.commmetrics.Backend;
import dev.ringside.flink.commmetrics.SlicedReplica;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.flink.type.RankEvents;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches meet the deployment they name, or wait for it; what cannot be read is set aside. */
@ParameterizedClass
@EnumSource(Backend.class)
class BatchStageTest {

  private static final TimeSettings SETTINGS = TimeSettings.DEFAULT;
  private static final long PATIENCE_MS = SETTINGS.deploymentWait().toMillis();
  private static final int CALLS_A_PASS = SlicedReplica.CALLS_A_PASS;
  private static final int MAX_PARALLELISM = 8;
  private static final byte[] GARBAGE = "not a batch".getBytes(UTF_8);

  private static final Tenant TEAM_A = new Tenant("team-a");

  @Parameter Backend backend;
  private KeyedBroadcastOperatorTestHarness<String, KafkaRecord, KafkaRecord, RankEvent> operator;
  private long offset = 40;

  private static KeyedBroadcastOperatorTestHarness<String, KafkaRecord, KafkaRecord, RankEvent>
      operator(Backend backend, TimeSettings settings, int parallelism, int subtask)
          throws Exception {
    var harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new SlicingStage(settings, WindowSettings.DEFAULT), List.of(DeploymentStore.STATE)),
            SlicingStage::keyOf,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setStateBackend(backend.open());
    harness.setup(
        RankEvents.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  @BeforeEach
  void open() throws Exception {
    operator = operator(backend, SETTINGS, 1, 0);
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void batchesAreCutByTheDeploymentTheyName() throws Exception {
    deploy("one", "two");
    send("one", 0, batches("one", 0));
    send("two", 0, batches("two", 0));

    assertThat(passesOf("one")).hasSize(6).noneMatch(ForwardPass::isLoose);
    assertThat(passesOf("two")).hasSize(6).noneMatch(ForwardPass::isLoose);
    assertThat(slices())
        .allMatch(s -> s.against().equals(Optional.of(SlicedReplica.deployment(s.deployment()))));
  }

  @Test
  void batchesWaitForTheDeploymentTheyNameAndKeepTheirOrder() throws Exception {
    send("late", 0, batches("late", 0));
    send("late", 1, batches("late", 1).subList(0, 3));
    deploy("another");
    assertThat(slices()).isEmpty();

    deploy("late");
    send("late", 1, batches("late", 1).subList(3, 6));

    assertThat(passesOf("late")).hasSize(12).noneMatch(ForwardPass::isLoose);
    assertThat(slices()).noneMatch(Slice::gap);
    operator.setProcessingTime(PATIENCE_MS + 1);
    assertThat(slices()).as("the timer finds nothing to do").hasSize(12);
    assertThat(operator.numProcessingTimeTimers()).isZero();
  }

  @Test
  void batchesWhoseDeploymentNeverComesGoOnUnchecked() throws Exception {
    send("never", 0, batches("never", 0).subList(0, 3));
    operator.setProcessingTime(PATIENCE_MS - 1);
    assertThat(slices()).isEmpty();
    operator.setProcessingTime(PATIENCE_MS);

    assertThat(passesOf("never")).hasSize(3).allMatch(ForwardPass::isLoose);
    assertThat(slices()).allMatch(slice -> slice.against().isEmpty());
    assertThat(operator.numProcessingTimeTimers()).isZero();
  }

  /** The timer of a wait that ended early is still set when the next wait begins. */
  @Test
  void aSecondWaitHasItsOwnPatience() throws Exception {
    send("one", 0, batches("one", 0).subList(0, 1));
    operator.setProcessingTime(10_000);
    deploy("one");
    operator.setProcessingTime(20_000);
    operator.processBroadcastElement(deploymentRecord("one", null), 0);
    send("one", 0, batches("one", 0).subList(1, 2));

    operator.setProcessingTime(20_000 + PATIENCE_MS - 1);
    assertThat(slices()).as("of the first wait").hasSize(1);
    operator.setProcessingTime(20_000 + PATIENCE_MS);

    assertThat(slices()).hasSize(2);
    assertThat(operator.numProcessingTimeTimers()).isZero();
  }

  @Test
  void aDeploymentThatComesAfterThePatienceHoldsFromThenOn() throws Exception {
    send("tardy", 0, batches("tardy", 0).subList(0, 2));
    operator.setProcessingTime(PATIENCE_MS);
    deploy("tardy");
    send("tardy", 0, batches("tardy", 0).subList(2, 6));

    assertThat(passesOf("tardy").stream().filter(ForwardPass::isLoose)).hasSize(2);
    assertThat(passesOf("tardy").stream().filter(pass -> !pass.isLoose())).hasSize(4);
    assertThat(slices()).noneMatch(Slice::gap);
  }

  @Test
  void aDeploymentPublishedAgainReplacesTheFirst() throws Exception {
    deploy("one");
    send("one", 0, batches("one", 0).subList(0, 2));
    Deployment corrected = SlicedReplica.deployment("one").withEngine(Engine.VLLM);
    operator.processBroadcastElement(deploymentRecord("one", DeploymentCodec.encode(corrected)), 0);
    send("one", 0, batches("one", 0).subList(2, 6));

    assertThat(slices().get(5).against()).contains(corrected);
    assertThat(passesOf("one").stream().mapToLong(ForwardPass::calls).sum())
        .isEqualTo(6 * CALLS_A_PASS);
  }

  @Test
  void aDeploymentThatIsDeletedIsForgotten() throws Exception {
    deploy("one");
    operator.processBroadcastElement(deploymentRecord("one", null), 0);
    send("one", 0, batches("one", 0).subList(0, 1));

    assertThat(slices()).as("waiting again").isEmpty();
    operator.setProcessingTime(PATIENCE_MS);
    assertThat(passesOf("one")).hasSize(1).allMatch(ForwardPass::isLoose);
  }

  @Test
  void aBrokenDeploymentIsADeadLetterAndTheOneBeforeStays() throws Exception {
    deploy("one");
    operator.processBroadcastElement(deploymentRecord("one", GARBAGE), 0);
    send("one", 0, batches("one", 0));

    assertThat(letters()).extracting(DeadLetter::reason).containsExactly("not_single_object");
    assertThat(letters().get(0).topic()).isEqualTo(Topics.DEPLOYMENTS);
    assertThat(letters().get(0).payload()).isEqualTo(GARBAGE);
    assertThat(passesOf("one")).hasSize(6).noneMatch(ForwardPass::isLoose);
  }

  @Test
  void poisonIsSetAsideAndCountedForTheReplicaItsKeyNames() throws Exception {
    deploy("one");
    List<CallBatch> batches = batches("one", 0);
    send("one", 0, batches.subList(0, 1));
    receive(new RecordKey("one", 0, 0).bytes(), GARBAGE);
    receive(new RecordKey("one", 0, 0).bytes(), null);
    byte[] whole = AgentBytes.of(batches.get(1));
    receive(new RecordKey("one", 0, 0).bytes(), Arrays.copyOf(whole, 14));
    send("one", 0, batches.subList(1, 6));

    assertThat(letters())
        .extracting(DeadLetter::reason)
        .containsExactly("not_single_object", "empty", "truncated");
    assertThat(letters()).extracting(DeadLetter::offset).containsExactly(42L, 43L, 44L);
    assertThat(letters()).extracting(DeadLetter::partition).containsOnly(7);
    assertThat(letters().get(0).payload()).isEqualTo(GARBAGE);
    assertThat(events().stream().filter(Poison.class::isInstance).count()).isEqualTo(3);
    assertThat(passesOf("one")).hasSize(6);
    assertThat(slices()).noneMatch(Slice::gap);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "one", "one/0", "one/0/x", "one/0/-1", "one/00/0", "one/0/0/0"})
  void aBatchUnderNoProperKeyIsADeadLetterOfNobody(String key) throws Exception {
    deploy("one");
    receive(key.getBytes(UTF_8), AgentBytes.of(batches("one", 0).get(0)));
    receive(null, AgentBytes.of(batches("one", 0).get(0)));

    assertThat(letters())
        .extracting(DeadLetter::reason)
        .containsExactly(DeadLetter.KEY_MISMATCH, DeadLetter.KEY_MISMATCH);
    assertThat(slices()).isEmpty();
  }

  @Test
  void aBatchUnderAnotherRanksKeyIsADeadLetterOfThatRanksReplica() throws Exception {
    deploy("one");
    receive(new RecordKey("other", 3, 1).bytes(), AgentBytes.of(batches("one", 0).get(0)));

    assertThat(letters()).extracting(DeadLetter::reason).containsExactly(DeadLetter.KEY_MISMATCH);
    assertThat(events()).containsExactly(new Poison("other", 3));
  }

  /** A mislaid batch names a deployment that nobody will publish: nobody waits for that. */
  @Test
  void aBatchUnderAnotherRanksKeyHoldsNobodyUp() throws Exception {
    deploy("one");
    receive(new RecordKey("one", 0, 0).bytes(), AgentBytes.of(batches("nowhere", 0).get(0)));
    send("one", 0, batches("one", 0));

    assertThat(letters()).extracting(DeadLetter::reason).containsExactly(DeadLetter.KEY_MISMATCH);
    assertThat(passesOf("one")).hasSize(6);
  }

  @Test
  void poisonThatWaitsBehindABatchIsSetAsideInItsTurn() throws Exception {
    send("late", 0, batches("late", 0).subList(0, 1));
    receive(new RecordKey("late", 0, 0).bytes(), GARBAGE);
    assertThat(letters()).isEmpty();

    deploy("late");

    assertThat(letters()).hasSize(1);
    assertThat(events()).hasSize(2);
    assertThat(events().get(0)).isInstanceOf(Slice.class);
    assertThat(events().get(1)).isInstanceOf(Poison.class);
  }

  @Test
  void aRestoredJobGoesOnInTheMiddleOfAPassAndOfAWait() throws Exception {
    deploy("one");
    List<CallBatch> halves = agent("one").batches(0, CALLS_A_PASS / 2 + 1);
    send("one", 0, halves.subList(0, 4));
    send("late", 1, batches("late", 1).subList(0, 2));
    int before = slices().size();
    OperatorSubtaskState snapshot = operator.snapshot(1, 1);
    operator.close();

    operator = operator(backend, SETTINGS, 1, 0);
    operator.initializeState(snapshot);
    operator.open();
    assertThat(before).isEqualTo(4);
    send("one", 0, halves.subList(3, halves.size()));
    deploy("late");
    send("late", 1, batches("late", 1).subList(2, 6));

    assertThat(events().get(0)).as("seen before").isInstanceOf(Repeat.class);
    assertThat(passesOf("one")).extracting(ForwardPass::index).containsExactly(2L, 3L, 4L, 5L);
    assertThat(passesOf("one")).allMatch(pass -> pass.calls() == CALLS_A_PASS && pass.complete());
    assertThat(passesOf("late")).hasSize(6);
  }

  @Test
  void aLargerJobTakesEachRankOnceAndTheDeploymentsEverywhere() throws Exception {
    deploy("one");
    for (int rank = 0; rank < 2; rank++) {
      send("one", rank, batches("one", rank).subList(0, 3));
      send("late", rank, batches("late", rank).subList(0, 3));
    }
    OperatorSubtaskState snapshot = operator.snapshot(1, 1);

    int released = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var restored = operator(backend, SETTINGS, 2, subtask)) {
        restored.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                snapshot, MAX_PARALLELISM, 1, 2, subtask));
        restored.open();
        assertThat(restored.getBroadcastState(DeploymentStore.STATE).contains("one")).isTrue();
        restored.processBroadcastElement(deploymentRecord("late"), 0);
        released += restored.extractOutputValues().size();
      }
    }
    assertThat(released).isEqualTo(6);
  }

  @Test
  void callsOnTheTopicOfTheirDeploymentsTenantAreTaken() throws Exception {
    deploy("theirs", TEAM_A);

    sendOn(Topics.calls(TEAM_A), "theirs", batches("theirs", 0));

    assertThat(passesOf("theirs")).hasSize(6).noneMatch(ForwardPass::isLoose);
    assertThat(letters()).isEmpty();
  }

  @Test
  void callsOnAnotherTenantsTopicAreDeadLetters() throws Exception {
    deploy("theirs", TEAM_A);
    deploy("ours");

    sendOn(Topics.CALLS, "theirs", batches("theirs", 0));
    sendOn(Topics.calls(new Tenant("team-b")), "theirs", batches("theirs", 0));
    sendOn(Topics.calls(TEAM_A), "ours", batches("ours", 0));

    assertThat(events()).isEmpty();
    assertThat(letters())
        .hasSize(18)
        .allMatch(letter -> letter.reason().equals(DeadLetter.WRONG_TENANT));
    assertThat(letters())
        .extracting(DeadLetter::detail)
        .containsOnly(
            "deployment \"theirs\" belongs to tenant team-a",
            "deployment \"ours\" belongs to the default tenant");
  }

  @Test
  void notEvenGarbageUnderAnothersKeyCountsForItsReplica() throws Exception {
    deploy("theirs", TEAM_A);

    operator.processElement(
        new KafkaRecord(Topics.CALLS, 7, 1, 0, new RecordKey("theirs", 0, 0).bytes(), GARBAGE), 0);

    assertThat(events()).as("no poison is noted").isEmpty();
    assertThat(letters()).extracting(DeadLetter::reason).containsExactly(DeadLetter.WRONG_TENANT);
  }

  @Test
  void aTombstoneUnderAnothersKeyIsADeadLetterToo() throws Exception {
    deploy("theirs", TEAM_A);

    operator.processElement(
        new KafkaRecord(Topics.CALLS, 7, 1, 0, new RecordKey("theirs", 0, 0).bytes(), null), 0);

    assertThat(letters()).extracting(DeadLetter::payload).containsExactly(new byte[0]);
  }

  @Test
  void whoWaitedForADeploymentThatTurnsOutToBeAnothersIsTurnedAway() throws Exception {
    sendOn(Topics.calls(new Tenant("team-b")), "late", batches("late", 0).subList(0, 1));
    sendOn(Topics.calls(TEAM_A), "late", batches("late", 0).subList(0, 2));
    assertThat(letters()).isEmpty();

    deploy("late", TEAM_A);

    assertThat(passesOf("late")).hasSize(2).noneMatch(ForwardPass::isLoose);
    assertThat(letters()).extracting(DeadLetter::topic).containsExactly("ringside.calls.team-b");
  }

  @Test
  void onATenantsTopicADeploymentThatNeverComesIsNoDeployment() throws Exception {
    sendOn(Topics.calls(TEAM_A), "never", batches("never", 0).subList(0, 2));
    operator.processElement(
        new KafkaRecord(Topics.calls(TEAM_A), 7, 1, 0, new RecordKey("", 0, 0).bytes(), GARBAGE),
        0);
    operator.setProcessingTime(PATIENCE_MS);

    assertThat(events()).isEmpty();
    assertThat(letters())
        .hasSize(3)
        .allMatch(letter -> letter.reason().equals(DeadLetter.WRONG_TENANT))
        .allMatch(letter -> letter.detail().contains("is not published"));
  }

  private void deploy(String name, Tenant owner) throws Exception {
    byte[] value = DeploymentCodec.encode(SlicedReplica.deployment(name).ownedBy(owner));
    operator.processBroadcastElement(deploymentRecord(name, value), 0);
  }

  private void sendOn(String topic, String deployment, List<CallBatch> batches) throws Exception {
    byte[] key = new RecordKey(deployment, 0, 0).bytes();
    for (CallBatch batch : batches) {
      operator.processElement(new KafkaRecord(topic, 7, offset++, 0, key, AgentBytes.of(batch)), 0);
    }
  }

  private void deploy(String... names) throws Exception {
    for (String name : names) {
      operator.processBroadcastElement(deploymentRecord(name), 0);
    }
  }

  private KafkaRecord deploymentRecord(String name) {
    return deploymentRecord(name, DeploymentCodec.encode(SlicedReplica.deployment(name)));
  }

  private KafkaRecord deploymentRecord(String name, byte[] value) {
    return new KafkaRecord(Topics.DEPLOYMENTS, 0, offset++, 0, name.getBytes(UTF_8), value);
  }

  private static SyntheticAgent agent(String deployment) {
    return SyntheticAgent.replaying(SlicedReplica.played(deployment, 6, 0), "run");
  }

  private static List<CallBatch> batches(String deployment, int rank) {
    return agent(deployment).batches(rank, CALLS_A_PASS);
  }

  private void send(String deployment, int rank, List<CallBatch> batches) throws Exception {
    for (CallBatch batch : batches) {
      receive(new RecordKey(deployment, 0, rank).bytes(), AgentBytes.of(batch));
    }
  }

  private void receive(byte[] key, byte[] value) throws Exception {
    operator.processElement(new KafkaRecord(Topics.CALLS, 7, offset++, 0, key, value), 0);
  }

  private List<RankEvent> events() {
    return operator.extractOutputValues();
  }

  private List<Slice> slices() {
    return events().stream().filter(Slice.class::isInstance).map(Slice.class::cast).toList();
  }

  private List<ForwardPass> passesOf(String deployment) {
    return slices().stream()
        .filter(slice -> slice.deployment().equals(deployment))
        .flatMap(slice -> slice.passes().stream())
        .flatMap(block -> Passes.of(block).stream())
        .toList();
  }

  private List<DeadLetter> letters() {
    var letters = operator.getSideOutput(DeadLetters.TAG);
    return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
  }
}
