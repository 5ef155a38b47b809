package dev.ringside.flink.stage;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchReader;
import dev.ringside.schemas.topic.RecordKey;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Reads batches and puts each beside the deployment it names: the first step of a job.
 *
 * <p>State: {@link DeploymentStore}, broadcast, and {@link WaitingBatches} by key: batches wait for
 * an unknown deployment for {@code deploymentWait} of processing time, then they go on without one.
 *
 * @param <T> what the job makes of batches
 */
public abstract class BatchStage<T>
    extends KeyedBroadcastProcessFunction<String, KafkaRecord, KafkaRecord, T> {
  private static final long serialVersionUID = 1;

  private final TimeSettings time;
  private transient WaitingBatches waiting;
  private transient CallBatchReader reader;
  private transient DeadLetters deadLetters;

  protected BatchStage(TimeSettings time) {
    this.time = time;
  }

  /**
   * Takes a batch under its rank's key.
   *
   * @param against the deployment it names, if it names one that is known
   * @param appendedMs when the broker appended it
   */
  protected abstract void accept(
      CallBatch batch, Optional<Deployment> against, long appendedMs, StageContext<T> context)
      throws Exception;

  /** Takes note that a record under this key could not be read and is a dead letter. */
  protected abstract void acceptUnreadable(RecordKey key, StageContext<T> context) throws Exception;

  /** A timer of the key is due: the stage's own, or that of a wait. */
  protected abstract void due(String key, StageContext<T> context) throws Exception;

  @Override
  public void open(OpenContext context) {
    waiting = new WaitingBatches(getRuntimeContext());
    reader = CallBatchDecoder.readerWithoutSequences();
    deadLetters =
        new DeadLetters(getRuntimeContext().getMetricGroup().counter("deadLetteredRecords"));
  }

  @Override
  public void processElement(KafkaRecord record, ReadOnlyContext context, Collector<T> out)
      throws Exception {
    DeploymentStore deployments = deployments(context);
    Optional<RecordKey> key = RecordKey.parse(record.key());
    if (!waiting.isEmpty()) {
      waiting.add(record);
    } else if (awaitsDeployment(record, key, deployments)) {
      waiting.begin(record, time.deploymentWait().toMillis(), context.timerService());
    } else {
      read(record, key, deployments, withTimers(context, out));
    }
  }

  private StageContext<T> withTimers(ReadOnlyContext context, Collector<T> out) {
    return new StageContext<>(
        out, context::output, context.currentWatermark(), Optional.of(context.timerService()));
  }

  private static DeploymentStore deployments(
      KeyedBroadcastProcessFunction<?, ?, ?, ?>.ReadOnlyContext context) {
    return new DeploymentStore(context.getBroadcastState(DeploymentStore.STATE));
  }

  /** By the key alone where that names a deployment that is known, as it does nearly always. */
  private static boolean awaitsDeployment(
      KafkaRecord record, Optional<RecordKey> key, DeploymentStore deployments) throws Exception {
    if (key.isEmpty()
        || key.get().deployment().isEmpty()
        || deployments.knows(key.get().deployment())) {
      return false;
    }
    try {
      return fits(CallBatchDecoder.header(record.value()), key);
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  private void read(
      KafkaRecord record,
      Optional<RecordKey> key,
      DeploymentStore deployments,
      StageContext<T> context)
      throws Exception {
    try {
      CallBatch batch = reader.read(record.value());
      if (fits(batch.header(), key)) {
        Optional<Deployment> against = deployments.named(batch.header().deployment());
        accept(batch, against, record.timestampMs(), context);
        return;
      }
      deadLetters.keyMismatch(record, batch.header(), context.side());
    } catch (MalformedRecordException e) {
      deadLetters.malformed(record, e, context.side());
    }
    if (key.isPresent()) {
      acceptUnreadable(key.get(), context);
    }
  }

  private static boolean fits(BatchHeader header, Optional<RecordKey> key) {
    return key.isPresent()
        && key.get().rank() == header.rank()
        && key.get().replica() == header.replica()
        && key.get().deployment().equals(header.deployment());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<T> out) throws Exception {
    DeploymentStore deployments = deployments(context);
    StageContext<T> ours = withTimers(context, out);
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      readAll(waiting.takeDue(timestamp), deployments, ours);
    }
    due(context.getCurrentKey(), ours);
  }

  private void readAll(
      List<KafkaRecord> waited, DeploymentStore deployments, StageContext<T> context)
      throws Exception {
    for (KafkaRecord record : waited) {
      read(record, RecordKey.parse(record.key()), deployments, context);
    }
  }

  @Override
  public void processBroadcastElement(KafkaRecord record, Context context, Collector<T> out)
      throws Exception {
    try {
      DeploymentStore.update(context.getBroadcastState(DeploymentStore.STATE), record);
    } catch (MalformedRecordException e) {
      deadLetters.malformed(record, e, context::output);
      return;
    }
    DeploymentStore deployments =
        new DeploymentStore(context.getBroadcastState(DeploymentStore.STATE));
    StageContext<T> ours =
        new StageContext<>(out, context::output, context.currentWatermark(), Optional.empty());
    context.applyToKeyedState(WaitingBatches.BATCHES, (key, batches) -> release(deployments, ours));
  }

  /** For the key that Flink has set: every key with batches that wait, one after the other. */
  private void release(DeploymentStore deployments, StageContext<T> context) throws Exception {
    if (waiting.isEmpty()) {
      return;
    }
    KafkaRecord first = waiting.first();
    if (!awaitsDeployment(first, RecordKey.parse(first.key()), deployments)) {
      readAll(waiting.take(), deployments, context);
    }
  }
}
