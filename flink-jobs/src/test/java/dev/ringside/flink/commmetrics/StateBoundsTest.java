package dev.ringside.flink.commmetrics;

import static dev.ringside.flink.commmetrics.SlicedReplica.CALLS_A_PASS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.flink.AgentBytes;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.topic.RecordKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the job keeps is bounded: each bound is reached, and passed by one. */
class StateBoundsTest {

  private static final long DAY_MS = Bound.SILENT_SECONDS.most() * 1_000;
  private static final long NOW_MS = SlicedReplica.START_NS / 1_000_000 + 100_000;
  private static final byte[] JUNK = "junk".getBytes(UTF_8);

  private ReplicaOperator operator;

  @BeforeEach
  void open() throws Exception {
    operator = ReplicaOperator.opened(Backend.HASHMAP);
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void oneDeploymentTooManyIsADeadLetter() throws Exception {
    for (int i = 0; i < Bound.DEPLOYMENTS.most(); i++) {
      operator.deploy(SlicedReplica.deployment("deployment-" + i));
    }
    assertThat(operator.letters()).isEmpty();

    operator.deploy(SlicedReplica.deployment("one-more"));
    assertRefusedBy(Bound.DEPLOYMENTS, 1);

    operator.deploy(SlicedReplica.deployment("deployment-7"));
    operator.undeploy("deployment-7");
    operator.deploy(SlicedReplica.deployment("one-more"));
    assertRefusedBy(Bound.DEPLOYMENTS, 1);
  }

  /** All under one topic here: its own bound comes first. */
  @Test
  void oneReplicaOfATenantTooManyIsADeadLetter() throws Exception {
    for (int replica = 0; replica < Bound.REPLICAS_OF_TENANT.most(); replica++) {
      operator.receive(new RecordKey("one", replica, 0).bytes(), JUNK);
    }
    assertThat(operator.letters()).extracting(DeadLetter::reason).doesNotContain("beyond_bound");

    operator.receive(new RecordKey("two", 0, 0).bytes(), JUNK);
    operator.receive(new RecordKey("one", 3, 0).bytes(), JUNK);

    assertRefusedBy(Bound.REPLICAS_OF_TENANT, 1);
  }

  @Test
  void oneReplicaOfATaskTooManyIsADeadLetter() throws Exception {
    int tenants = 3;
    for (int i = 0; i < Bound.REPLICAS.most(); i++) {
      operator.receive("ringside.calls." + i % tenants, new RecordKey("one", i, 0).bytes(), JUNK);
    }
    operator.receive("ringside.calls.0", new RecordKey("two", 0, 0).bytes(), JUNK);

    assertRefusedBy(Bound.REPLICAS, 1);
  }

  @Test
  void aReplicaThatIsSilentForADayIsForgottenEverywhere() throws Exception {
    operator.brokerTimeMs(NOW_MS);
    send("live", 3);
    operator.readUpToMs(NOW_MS + DAY_MS - 1);
    assertThat(operator.deleted()).isEmpty();
    long kept = operator.entries();

    operator.readUpToMs(NOW_MS + 2 * DAY_MS);

    assertThat(operator.deleted()).containsExactly("live/0/window");
    assertThat(kept).isPositive();
    assertThat(operator.entries()).isZero();
  }

  @Test
  void aReplicaThatIsHeardOfIsKept() throws Exception {
    for (int day = 0; day < 5; day++) {
      operator.brokerTimeMs(NOW_MS + day * DAY_MS / 2);
      operator.receive(new RecordKey("live", 0, 0).bytes(), JUNK);
      operator.readUpToMs(NOW_MS + day * DAY_MS / 2);
    }

    assertThat(operator.deleted()).isEmpty();
    operator.readUpToMs(NOW_MS + 5 * DAY_MS);
    assertThat(operator.deleted()).containsExactly("live/0/window");
  }

  @Test
  void theReplicasOfADeploymentGoWithIt() throws Exception {
    send("gone", 3);
    send("gone-not", 3);
    long both = operator.entries();

    operator.undeploy("gone");

    assertThat(operator.deleted()).containsExactly("gone/0/window");
    assertThat(operator.entries()).isEqualTo(both / 2);
  }

  @Test
  void whatWaitsForADeploymentBeyondItsBytesGoesOnUnchecked() throws Exception {
    SyntheticAgent agent = SyntheticAgent.live(SlicedReplica.played("never", 1, 0), "run");
    CallBatch batch = agent.batches(0, CALLS_A_PASS).get(0);
    byte[] key = new RecordKey("never", 0, 0).bytes();
    long bytes = AgentBytes.of(batch).length + key.length + 64;
    long fit = Bound.WAITING_BYTES.most() / bytes;
    for (long i = 0; i < fit; i++) {
      operator.receive(batch);
    }
    assertThat(operator.entries()).as("all wait").isZero();

    operator.receive(batch);

    assertThat(operator.entries()).isPositive();
    operator.readUpToMs(Long.MAX_VALUE - 1);
    assertThat(operator.reports().get(0).totals().account().observed())
        .isEqualTo((fit + 1) * CALLS_A_PASS);
  }

  private void send(String deployment, int passes) throws Exception {
    SyntheticAgent agent = SyntheticAgent.live(SlicedReplica.played(deployment, passes, 0), "run");
    operator.deploy(agent.played().deployment());
    for (int rank : SlicedReplica.RANKS) {
      for (CallBatch batch : agent.batches(rank, CALLS_A_PASS)) {
        operator.receive(batch);
      }
    }
  }

  private void assertRefusedBy(Bound bound, int times) {
    List<DeadLetter> refused =
        operator.letters().stream()
            .filter(letter -> letter.reason().equals(DeadLetter.BEYOND_BOUND))
            .toList();
    assertThat(refused).hasSize(times);
    assertThat(refused)
        .allMatch(letter -> letter.detail().contains("(bound " + bound.label() + ")"));
  }
}
