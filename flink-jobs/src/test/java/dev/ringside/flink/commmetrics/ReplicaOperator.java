package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.desk.Desks;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.flink.AgentBytes;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.record.KeyedBytes;
import dev.ringside.flink.stage.DeadLetters;
import dev.ringside.flink.stage.DeploymentStore;
import dev.ringside.flink.stage.SideOutput;
import dev.ringside.flink.stage.StageContext;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.util.Collector;

/** The job's operator without a cluster, fed with batches or with events of ranks. */
final class ReplicaOperator
    extends KeyedBroadcastOperatorTestHarness<String, KafkaRecord, KafkaRecord, KeyedBytes> {

  static final int MAX_PARALLELISM = 8;

  private long offset;
  private long appendedMs;

  private ReplicaOperator(Backend backend, WindowSettings settings, int parallelism, int subtask)
      throws Exception {
    super(
        new CoBroadcastWithKeyedOperator<>(
            new FedByEither(settings), List.of(DeploymentStore.STATE)),
        ReplicaStage::keyOf,
        Types.STRING,
        MAX_PARALLELISM,
        parallelism,
        subtask);
    getExecutionConfig().enableObjectReuse();
    setStateBackend(backend.open());
    setup(Codecs.KEYED_BYTES.createSerializer(getExecutionConfig().getSerializerConfig()));
  }

  /** A desk that fails when all that came before it is stored. */
  private static final class FailingDesk implements HostedDesk {
    private static final long serialVersionUID = 1;
    private static boolean fails;

    @Override
    public void open(RuntimeContext runtime) {}

    @Override
    public void seat(Desks desks, Turn turn) {}

    @Override
    public void startAfresh(long arrived) {}

    @Override
    public void forget(SideOutput side) {}

    @Override
    public void store() {
      if (fails) {
        fails = false;
        throw new IllegalStateException(FAILS_LATE);
      }
    }
  }

  /** The hosts of batches on which the stage fails: before it takes the batch, or at the end. */
  static final String FAILS_EARLY = "fails early";

  static final String FAILS_LATE = "fails late";

  /** A record on topic "events" stands for the event that its offset numbers. */
  private static final class FedByEither extends ReplicaStage {
    private static final long serialVersionUID = 1;
    private static final String TOPIC = "events";
    private static final List<RankEvent> EVENTS = new CopyOnWriteArrayList<>();

    FedByEither(WindowSettings settings) {
      super(
          TimeSettings.DEFAULT,
          settings,
          List.of(
              new HostedBooks(settings.coverageFloor()), new HostedLateCalls(), new FailingDesk()));
    }

    @Override
    protected void accept(
        CallBatch batch,
        Optional<Deployment> against,
        long appendedMs,
        StageContext<KeyedBytes> context)
        throws Exception {
      if (batch.header().host().equals(FAILS_EARLY)) {
        throw new IllegalStateException(FAILS_EARLY);
      }
      FailingDesk.fails = batch.header().host().equals(FAILS_LATE);
      super.accept(batch, against, appendedMs, context);
    }

    @Override
    public void processElement(
        KafkaRecord record, ReadOnlyContext context, Collector<KeyedBytes> out) throws Exception {
      if (record.topic().equals(TOPIC)) {
        take(
            EVENTS.get((int) record.offset()),
            new StageContext<>(
                out,
                context::output,
                context.currentWatermark(),
                Optional.of(context.timerService())));
      } else {
        super.processElement(record, context, out);
      }
    }
  }

  /** Not opened yet, so that state can be restored. */
  static ReplicaOperator of(Backend backend, WindowSettings settings, int parallelism, int subtask)
      throws Exception {
    return new ReplicaOperator(backend, settings, parallelism, subtask);
  }

  static ReplicaOperator opened(Backend backend) throws Exception {
    ReplicaOperator operator = of(backend, WindowSettings.DEFAULT, 1, 0);
    operator.open();
    return operator;
  }

  /**
   * @param savepoint as {@link #savepoint} made it
   */
  static ReplicaOperator restored(Backend backend, OperatorSubtaskState savepoint)
      throws Exception {
    ReplicaOperator operator = of(backend, WindowSettings.DEFAULT, 1, 0);
    operator.initializeState(savepoint);
    operator.open();
    return operator;
  }

  /** Its state, in the format of savepoints that any backend can read. */
  OperatorSubtaskState savepoint() throws Exception {
    return snapshotWithLocalState(1, 1, SavepointType.savepoint(SavepointFormatType.CANONICAL))
        .getJobManagerOwnedState();
  }

  void deploy(Deployment deployment) throws Exception {
    byte[] key = deployment.name().getBytes(UTF_8);
    byte[] value = DeploymentCodec.encode(deployment);
    processBroadcastElement(record(Topics.DEPLOYMENTS, key, value), 0);
  }

  void receive(CallBatch batch) throws Exception {
    BatchHeader header = batch.header();
    byte[] key = new RecordKey(header.deployment(), header.replica(), header.rank()).bytes();
    receive(key, AgentBytes.of(batch));
  }

  void receive(byte[] key, byte[] value) throws Exception {
    appendedMs = Math.max(appendedMs, endMs(value));
    processElement(record(Topics.CALLS, key, value), 0);
  }

  void receive(String topic, byte[] key, byte[] value) throws Exception {
    processElement(record(topic, key, value), 0);
  }

  /** Records from here on have this record time. */
  void brokerTimeMs(long ms) {
    appendedMs = ms;
  }

  void undeploy(String name) throws Exception {
    processBroadcastElement(record(Topics.DEPLOYMENTS, name.getBytes(UTF_8), null), 0);
  }

  private KafkaRecord record(String topic, byte[] key, byte[] value) {
    return new KafkaRecord(topic, 0, offset++, appendedMs, key, value);
  }

  List<DeadLetter> letters() {
    var letters = getSideOutput(DeadLetters.TAG);
    return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
  }

  /** The broker appends a batch when its last call ends, and none before another. */
  private static long endMs(byte[] batch) {
    try {
      return Math.floorDiv(CallBatchDecoder.header(batch).lastEndNs(), 1_000_000L);
    } catch (MalformedRecordException e) {
      return 0;
    }
  }

  void receive(RankEvent event) throws Exception {
    int number;
    synchronized (FedByEither.EVENTS) {
      number = FedByEither.EVENTS.size();
      FedByEither.EVENTS.add(event);
    }
    byte[] key = new RecordKey(event.deployment(), event.replica(), 0).bytes();
    processElement(new KafkaRecord(FedByEither.TOPIC, 0, number, 0, key, null), 0);
  }

  void readUpTo(long ns) throws Exception {
    readUpToMs(Math.floorDiv(ns, 1_000_000));
  }

  void readUpToMs(long ms) throws Exception {
    processBroadcastWatermark(new Watermark(ms));
    processWatermark(new Watermark(ms));
  }

  /** Keys of the join's state and of each state of the books, counted together. */
  long entries() {
    KeyedStateBackend<String> backend = getOperator().getKeyedStateBackend();
    return Stream.of(ReplicaStage.JOIN, HostedBooks.WINDOWS, HostedBooks.RUNS, HostedBooks.TOTALS)
        .mapToLong(state -> backend.getKeys(state.getName(), VoidNamespace.INSTANCE).count())
        .sum();
  }

  /** Reports as they would go to Kafka. */
  List<byte[]> sent() {
    return extractOutputValues().stream()
        .map(KeyedBytes::value)
        .filter(value -> value != null)
        .toList();
  }

  /** Keys of reports that are to be deleted. */
  List<String> deleted() {
    return extractOutputValues().stream()
        .filter(record -> record.value() == null)
        .map(record -> new String(record.key(), UTF_8))
        .toList();
  }

  List<WindowReport> reports() throws Exception {
    List<WindowReport> reports = new ArrayList<>();
    for (byte[] report : sent()) {
      reports.add(WindowReportCodec.decode(report));
    }
    return reports;
  }
}
