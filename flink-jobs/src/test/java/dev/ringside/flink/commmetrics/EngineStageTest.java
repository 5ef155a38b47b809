package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.WindowReport;
import dev.ringside.flink.commmetrics.ScriptedReplica.Record;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.schemas.iteration.IterationBatchCodec;
import dev.ringside.schemas.iteration.IterationOrigin;
import dev.ringside.schemas.topic.IterationKey;
import dev.ringside.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The job's operator with what an engine tells, beside the calls of ten passes a second. */
@ParameterizedClass
@EnumSource(Backend.class)
class EngineStageTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START_NS = 1_760_000_000L * SECOND;
  private static final String NAME = "told";
  private static final int PASSES = 450;

  @Parameter Backend backend;
  private ReplicaOperator operator;

  @BeforeEach
  void open() throws Exception {
    operator = ReplicaOperator.opened(backend);
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  /** The passes that are told in a second, of {@code aSecond} that the engine ran in it. */
  private static byte[] batch(int second, int aSecond) {
    List<Iteration> passes = new ArrayList<>();
    for (int i = 0; i < aSecond; i++) {
      long number = (long) second * aSecond + i;
      boolean prompt = number == 0;
      passes.add(
          new Iteration(
              "",
              0,
              number,
              START_NS + second * SECOND + (i + 1) * SECOND / aSecond,
              SECOND / 10,
              prompt ? 1 : 0,
              prompt ? 16 : 0,
              prompt ? 0 : 1,
              prompt ? 0 : 1,
              false));
    }
    return IterationBatchCodec.encode(
        new IterationBatch(
            new IterationOrigin(NAME, 0, "", "agent", "run", "host"), second, 0, 0, passes));
  }

  private void tell(int second, int aSecond) throws Exception {
    operator.receive(Topics.ITERATIONS, new IterationKey(NAME, 0).bytes(), batch(second, aSecond));
  }

  /** All calls of both ranks, with the engine's word for each second of them. */
  private void play(int aSecond) throws Exception {
    ScriptedReplica replica = new ScriptedReplica("live", List.of(), START_NS);
    List<Record> first = replica.batches(NAME, 0, PASSES, 10);
    List<Record> second = replica.batches(NAME, 1, PASSES, 10);
    for (int i = 0; i < first.size(); i++) {
      tell(i, aSecond);
      operator.receive(first.get(i).key(), first.get(i).value());
      operator.receive(second.get(i).key(), second.get(i).value());
      if (i == 25) {
        var savepoint = operator.savepoint();
        List<WindowReport> before = operator.reports();
        assertThat(before).isNotEmpty();
        operator.close();
        operator = ReplicaOperator.restored(backend, savepoint);
      }
    }
  }

  private Optional<EnginePasses> lastWindow() throws Exception {
    return operator.reports().stream()
        .flatMap(report -> report.told().stream())
        .map(EngineAccount::window)
        .filter(window -> window.told() > 0)
        .reduce((one, other) -> other);
  }

  @Test
  void bothSidesAgreeAlsoAcrossASavepoint() throws Exception {
    operator.deploy(ScriptedReplica.deployment(NAME));
    play(10);

    assertThat(lastWindow()).contains(new EnginePasses(100, 100, 0, 0, 0, 0, 100, 100, 0, 0));
    assertThat(operator.letters()).isEmpty();
  }

  @Test
  void anEngineThatRanMoreIsAFinding() throws Exception {
    operator.deploy(ScriptedReplica.deployment(NAME));
    play(20);

    EnginePasses window = lastWindow().orElseThrow();
    assertThat(window.told()).isEqualTo(200);
    assertThat(window.joined()).isEqualTo(100);
    assertThat(window.untold()).isZero();
    assertThat(operator.reports())
        .flatExtracting(WindowReport::findings)
        .extracting(Finding::kind)
        .contains("passes_without_calls");
  }

  /** Each costs itself, and nothing else changes. */
  @Test
  void badRecordsAreDeadLetters() throws Exception {
    operator.deploy(ScriptedReplica.deployment(NAME));
    byte[] key = new IterationKey(NAME, 0).bytes();
    operator.receive(Topics.ITERATIONS, key, new byte[] {1, 2, 3});
    operator.receive(Topics.ITERATIONS, new IterationKey(NAME, 3).bytes(), batch(0, 1));
    operator.receive(Topics.iterations(new Tenant("other")), key, batch(0, 1));
    operator.receive(Topics.ITERATIONS, null, batch(0, 1));

    assertThat(operator.letters())
        .extracting(DeadLetter::reason)
        .containsExactly("not_single_object", "key_mismatch", "wrong_tenant", "key_mismatch");
    assertThat(operator.reports()).isEmpty();
  }

  @Test
  void whatIsToldBeforeTheDeploymentIsPublishedWaitsForIt() throws Exception {
    for (int second = 0; second < 40; second++) {
      tell(second, 1);
    }
    assertThat(operator.reports()).isEmpty();
    operator.deploy(ScriptedReplica.deployment(NAME));

    assertThat(lastWindow()).contains(new EnginePasses(10, 0, 10, 0, 0, 0, 10, 10, 10, 10));
    assertThat(operator.reports()).allMatch(report -> report.modelName().equals("tiny"));
  }
}
