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
   */
  protected abstract void accept(CallBatch batch, Optional<Deployment> against, Collector<T> out)
      throws Exception;

  /** Takes note that a record under this key could not be read and is a dead letter. */
  protected abstract void acceptUnreadable(RecordKey key, Collector<T> out) throws Exception;

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
    if (!waiting.isEmpty()) {
      waiting.add(record);
    } else if (awaitsDeployment(record, deployments)) {
      waiting.begin(record, time.deploymentWait().toMillis(), context.timerService());
    } else {
      read(record, deployments, out, context::output);
    }
  }

  private static DeploymentStore deployments(
      KeyedBroadcastProcessFunction<?, ?, ?, ?>.ReadOnlyContext context) {
    return new DeploymentStore(context.getBroadcastState(DeploymentStore.STATE));
  }

  /** By the key alone where that names a deployment that is known, as it does nearly always. */
  private static boolean awaitsDeployment(KafkaRecord record, DeploymentStore deployments)
      throws Exception {
    Optional<RecordKey> key = RecordKey.parse(record.key());
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
      KafkaRecord record, DeploymentStore deployments, Collector<T> out, SideOutput side)
      throws Exception {
    Optional<RecordKey> key = RecordKey.parse(record.key());
    try {
      CallBatch batch = reader.read(record.value());
      if (fits(batch.header(), key)) {
        accept(batch, deployments.named(batch.header().deployment()), out);
        return;
      }
      deadLetters.keyMismatch(record, batch.header(), side);
    } catch (MalformedRecordException e) {
      deadLetters.malformed(record, e, side);
    }
    if (key.isPresent()) {
      acceptUnreadable(key.get(), out);
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
    for (KafkaRecord record : waiting.takeDue(timestamp)) {
      read(record, deployments, out, context::output);
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
    context.applyToKeyedState(
        WaitingBatches.BATCHES, (key, batches) -> release(deployments, out, context::output));
  }

  /** For the key that Flink has set: every key with batches that wait, one after the other. */
  private void release(DeploymentStore deployments, Collector<T> out, SideOutput side)
      throws Exception {
    if (waiting.isEmpty() || awaitsDeployment(waiting.first(), deployments)) {
      return;
    }
    List<KafkaRecord> waited = waiting.take();
    for (KafkaRecord record : waited) {
      read(record, deployments, out, side);
    }
  }
}
