package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.flink.AgentBytes;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.stage.DeploymentStore;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** The job's two operators, alone or one behind the other, without a cluster. */
final class OperatorPair implements AutoCloseable {

  static final int MAX_PARALLELISM = 8;

  private final KeyedBroadcastOperatorTestHarness<String, KafkaRecord, KafkaRecord, RankEvent>
      ranks;
  private final KeyedOneInputStreamOperatorTestHarness<String, RankEvent, KeyedBytes> books;
  private long offset;

  private OperatorPair(Backend backend) throws Exception {
    ranks = rankStage(backend, TimeSettings.DEFAULT, 1, 0);
    books = replicaStage(backend, WindowSettings.DEFAULT, 1, 0);
  }

  static OperatorPair open(Backend backend) throws Exception {
    OperatorPair pair = new OperatorPair(backend);
    pair.ranks.open();
    pair.books.open();
    return pair;
  }

  /**
   * @param savepoint as {@link #savepoint} made it
   */
  static OperatorPair restored(Backend backend, List<OperatorSubtaskState> savepoint)
      throws Exception {
    OperatorPair pair = new OperatorPair(backend);
    pair.ranks.initializeState(savepoint.get(0));
    pair.books.initializeState(savepoint.get(1));
    pair.ranks.open();
    pair.books.open();
    return pair;
  }

  /** Both operators' state, in the format of savepoints that any backend can read. */
  List<OperatorSubtaskState> savepoint() throws Exception {
    return List.of(savepoint(ranks), savepoint(books));
  }

  private static OperatorSubtaskState savepoint(AbstractStreamOperatorTestHarness<?> operator)
      throws Exception {
    return operator
        .snapshotWithLocalState(1, 1, SavepointType.savepoint(SavepointFormatType.CANONICAL))
        .getJobManagerOwnedState();
  }

  static KeyedBroadcastOperatorTestHarness<String, KafkaRecord, KafkaRecord, RankEvent> rankStage(
      Backend backend, TimeSettings settings, int parallelism, int subtask) throws Exception {
    var harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new RankStage(settings, WindowSettings.DEFAULT), List.of(DeploymentStore.STATE)),
            RankStage::keyOf,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setStateBackend(backend.open());
    harness.setup(
        Codecs.RANK_EVENT.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  static KeyedOneInputStreamOperatorTestHarness<String, RankEvent, KeyedBytes> replicaStage(
      Backend backend, WindowSettings settings, int parallelism, int subtask) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new ReplicaStage(settings)),
            ReplicaStage::keyOf,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setStateBackend(backend.open());
    harness.setup(
        Codecs.KEYED_BYTES.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  /** Keys of each of a replica stage's states, counted together. */
  static long entries(
      KeyedOneInputStreamOperatorTestHarness<String, RankEvent, KeyedBytes> replicas) {
    KeyedStateBackend<String> backend = replicas.getOperator().getKeyedStateBackend();
    return Stream.of(ReplicaStage.JOIN, HostedBooks.WINDOWS, HostedBooks.RUNS, HostedBooks.TOTALS)
        .mapToLong(state -> backend.getKeys(state.getName(), VoidNamespace.INSTANCE).count())
        .sum();
  }

  void deploy(Deployment deployment) throws Exception {
    byte[] key = deployment.name().getBytes(UTF_8);
    byte[] value = DeploymentCodec.encode(deployment);
    ranks.processBroadcastElement(record(Topics.DEPLOYMENTS, key, value), 0);
  }

  void receive(CallBatch batch) throws Exception {
    BatchHeader header = batch.header();
    byte[] key = new RecordKey(header.deployment(), header.replica(), header.rank()).bytes();
    receive(key, AgentBytes.of(batch));
  }

  void receive(byte[] key, byte[] value) throws Exception {
    ranks.processElement(record(Topics.CALLS, key, value), 0);
    for (RankEvent event : ranks.extractOutputValues()) {
      books.processElement(new StreamRecord<>(event));
    }
    ranks.getOutput().clear();
  }

  private KafkaRecord record(String topic, byte[] key, byte[] value) {
    return new KafkaRecord(topic, 0, offset++, 0, key, value);
  }

  void eventTime(long ns) throws Exception {
    books.processWatermark(Math.floorDiv(ns, 1_000_000));
  }

  /** Reports as they would go to Kafka. */
  List<byte[]> sent() {
    return books.extractOutputValues().stream().map(KeyedBytes::value).toList();
  }

  List<WindowReport> reports() throws Exception {
    List<WindowReport> reports = new ArrayList<>();
    for (KeyedBytes report : books.extractOutputValues()) {
      reports.add(WindowReportCodec.decode(report.value()));
    }
    return reports;
  }

  @Override
  public void close() throws Exception {
    ranks.close();
    books.close();
  }
}
