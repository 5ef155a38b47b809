package dev.ringside.flink.stage;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchReader;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.schemas.iteration.IterationBatchCodec;
import dev.ringside.schemas.iteration.IterationOrigin;
import dev.ringside.schemas.topic.BatchKey;
import dev.ringside.schemas.topic.IterationKey;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads batches and puts each beside the deployment it names: the first step of a job. No record
 * ends the job: one that it fails on is a dead letter, and its replica begins again.
 *
 * <p>State: {@link DeploymentStore}, broadcast; by key {@link Residents}, and {@link
 * WaitingBatches}: batches wait for an unknown deployment for {@code deploymentWait} of processing
 * time, then they go on without one.
 *
 * @param <T> what the job makes of batches
 */
public abstract class BatchStage<T>
    extends KeyedBroadcastProcessFunction<String, KafkaRecord, KafkaRecord, T> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(BatchStage.class);

  private final TimeSettings time;
  private transient WaitingBatches waiting;
  private transient CallBatchReader reader;
  private transient DeadLetters deadLetters;
  private transient DeadLetters deadLettersOfDeployments;
  private transient Attempts<T> attempts;
  private transient Residents residents;
  private transient Counter waitsCutShort;

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

  /** Takes what an engine told of its passes; a bad one of these costs itself alone. */
  protected abstract void accept(
      IterationBatch batch, Optional<Deployment> against, StageContext<T> context) throws Exception;

  /** Takes note that a record under this key could not be read and is a dead letter. */
  protected abstract void acceptUnreadable(RecordKey key, StageContext<T> context) throws Exception;

  /**
   * A step for the current key failed, so that what the key has in state may be half changed: the
   * stage counts what was open and begins again without it.
   *
   * @param calls observed in the record that the step failed on
   */
  protected abstract void startAfresh(long calls) throws Exception;

  /** The replica is gone: nothing of the current key is kept, and those who show it learn of it. */
  protected abstract void forget(String key, StageContext<T> context) throws Exception;

  /** The deployment that a key of the stage belongs to; empty if it belongs to none. */
  protected abstract Optional<String> deploymentOf(String key);

  /** A timer of the key is due: the stage's own, or that of a wait. */
  protected abstract void due(String key, StageContext<T> context) throws Exception;

  @Override
  public void open(OpenContext context) {
    waiting = new WaitingBatches(getRuntimeContext());
    reader = CallBatchDecoder.readerWithoutSequences();
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    deadLetters = new DeadLetters(metrics.counter("deadLetteredRecords"));
    int task = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    deadLettersOfDeployments = deadLetters.ofBroadcastRecords(task);
    attempts = new Attempts<>(metrics.counter("internalErrors"));
    waitsCutShort = metrics.counter("waitsCutShort");
    residents = new Residents(getRuntimeContext());
  }

  @Override
  public void processElement(KafkaRecord record, ReadOnlyContext context, Collector<T> out)
      throws Exception {
    DeploymentStore deployments = deployments(context);
    Optional<BatchKey> key = keyOf(record);
    StageContext<T> ours = withTimers(context, out);
    if (key.isPresent()
        && (isForeign(record, key.get(), deployments, ours)
            || !admits(record, context.getCurrentKey(), ours))) {
      return;
    }
    boolean waits = !waiting.isEmpty();
    if (!waits && !awaitsDeployment(record, key, deployments)) {
      read(record, key, deployments, ours);
    } else if (!hasRoomToWait(record)) {
      readAll(waiting.take(), deployments, ours);
      read(record, key, deployments, ours);
    } else if (waits) {
      waiting.add(record);
    } else {
      waiting.begin(record, time.deploymentWait().toMillis(), context.timerService());
    }
  }

  /** The key that records of its topic have; empty if it has another one. */
  private static Optional<BatchKey> keyOf(KafkaRecord record) {
    return Topics.isOfIterations(record.topic())
        ? IterationKey.parse(record.key()).map(BatchKey.class::cast)
        : RecordKey.parse(record.key()).map(BatchKey.class::cast);
  }

  /**
   * Turns away what names another tenant's deployment, before it leaves any trace under the key.
   */
  private boolean isForeign(
      KafkaRecord record, BatchKey key, DeploymentStore deployments, StageContext<T> context)
      throws Exception {
    Optional<Deployment> against = deployments.named(key.deployment());
    boolean foreign = against.isPresent() && !Topics.isOf(against.get().tenant(), record.topic());
    if (foreign) {
      deadLetters.wrongTenant(record, key.deployment(), against, context.side());
    }
    return foreign;
  }

  private boolean admits(KafkaRecord record, String key, StageContext<T> context) throws Exception {
    Optional<String> refusal = residents.whyNot(key, record);
    if (refusal.isPresent()) {
      deadLetters.refuse(record, DeadLetter.BEYOND_BOUND, refusal.get(), context.side());
      return false;
    }
    residents.note(key, record, context);
    return true;
  }

  private boolean hasRoomToWait(KafkaRecord record) throws Exception {
    Optional<String> refusal = waiting.whyNot(record);
    if (refusal.isPresent()) {
      waitsCutShort.inc();
      LOG.debug("a wait for a deployment ends: {}", refusal.get());
    }
    return refusal.isEmpty();
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
      KafkaRecord record, Optional<BatchKey> key, DeploymentStore deployments) throws Exception {
    if (key.isEmpty()
        || key.get().deployment().isEmpty()
        || deployments.knows(key.get().deployment())) {
      return false;
    }
    if (key.get() instanceof IterationKey) {
      return true;
    }
    try {
      return fits(CallBatchDecoder.header(record.value()), key);
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  /** Reads a record. Whatever it is, it does not end the job. */
  private void read(
      KafkaRecord record,
      Optional<BatchKey> key,
      DeploymentStore deployments,
      StageContext<T> context)
      throws Exception {
    Optional<RuntimeException> failure =
        attempts.run(context, inside -> handle(record, key, deployments, inside));
    if (failure.isPresent()) {
      deadLetters.internalError(record, failure.get(), context.side());
      if (key.isPresent()) {
        startAfresh(observedIn(record));
      }
    }
  }

  private static long observedIn(KafkaRecord record) {
    try {
      return CallBatchDecoder.header(record.value()).contents().observed();
    } catch (MalformedRecordException e) {
      return 0;
    }
  }

  private void handle(
      KafkaRecord record,
      Optional<BatchKey> key,
      DeploymentStore deployments,
      StageContext<T> context)
      throws Exception {
    Optional<Deployment> against =
        key.isPresent() ? deployments.named(key.get().deployment()) : Optional.empty();
    if (key.isPresent() && !mayCome(record.topic(), against)) {
      deadLetters.wrongTenant(record, key.get().deployment(), against, context.side());
      return;
    }
    if (Topics.isOfIterations(record.topic())) {
      readIterations(record, key, against, context);
      return;
    }
    try {
      CallBatch batch = reader.read(record.value());
      if (fits(batch.header(), key)) {
        accept(batch, against, record.timestampMs(), context);
        return;
      }
      deadLetters.keyMismatch(record, batch.header(), context.side());
    } catch (MalformedRecordException e) {
      deadLetters.malformed(record, e, context.side());
    }
    if (key.isPresent() && key.get() instanceof RecordKey rank) {
      acceptUnreadable(rank, context);
    }
  }

  private void readIterations(
      KafkaRecord record,
      Optional<BatchKey> key,
      Optional<Deployment> against,
      StageContext<T> context)
      throws Exception {
    try {
      IterationBatch batch = IterationBatchCodec.decode(record.value());
      IterationOrigin origin = batch.origin();
      BatchKey named = new IterationKey(origin.deployment(), origin.replica());
      if (key.equals(Optional.of(named))) {
        accept(batch, against, context);
      } else {
        deadLetters.keyMismatch(record, named, context.side());
      }
    } catch (MalformedRecordException e) {
      deadLetters.malformed(record, e, context.side());
    }
  }

  /**
   * On its tenant's topic alone; where it names no deployment that is known, on the default
   * tenant's alone. By the key, so that not even what cannot be read counts for another's replica.
   */
  private static boolean mayCome(String topic, Optional<Deployment> against) {
    return Topics.isOf(against.isPresent() ? against.get().tenant() : Tenant.DEFAULT, topic);
  }

  private static boolean fits(BatchHeader header, Optional<BatchKey> key) {
    return key.isPresent()
        && key.get() instanceof RecordKey named
        && named.rank() == header.rank()
        && named.replica() == header.replica()
        && named.deployment().equals(header.deployment());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<T> out) throws Exception {
    DeploymentStore deployments = deployments(context);
    StageContext<T> ours = withTimers(context, out);
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      readAll(waiting.takeDue(timestamp), deployments, ours);
    }
    String key = context.getCurrentKey();
    if (attempts.run(ours, inside -> due(key, inside)).isPresent()) {
      startAfresh(0);
    }
    if (context.timeDomain() == TimeDomain.EVENT_TIME && residents.isGone(timestamp, ours)) {
      leave(key, ours);
    }
  }

  private void leave(String key, StageContext<T> context) throws Exception {
    residents.forget(key);
    waiting.take();
    forget(key, context);
  }

  private void readAll(
      List<KafkaRecord> waited, DeploymentStore deployments, StageContext<T> context)
      throws Exception {
    for (KafkaRecord record : waited) {
      read(record, keyOf(record), deployments, context);
    }
  }

  @Override
  public void processBroadcastElement(KafkaRecord record, Context context, Collector<T> out)
      throws Exception {
    BroadcastState<String, byte[]> state = context.getBroadcastState(DeploymentStore.STATE);
    if (!DeploymentStore.update(state, record, deadLettersOfDeployments, context::output)) {
      return;
    }
    StageContext<T> ours =
        new StageContext<>(out, context::output, context.currentWatermark(), Optional.empty());
    if (record.value() == null) {
      String gone = record.keyText();
      context.applyToKeyedState(Residents.SEEN, (key, seen) -> leaveWith(gone, key, ours));
    } else {
      DeploymentStore deployments = new DeploymentStore(state);
      context.applyToKeyedState(
          WaitingBatches.BATCHES, (key, batches) -> release(deployments, ours));
    }
  }

  /** For the key that Flink has set: the replicas of a deployment go with it. */
  private void leaveWith(String deployment, String key, StageContext<T> context) throws Exception {
    if (deploymentOf(key).equals(Optional.of(deployment))) {
      leave(key, context);
    }
  }

  /** For the key that Flink has set: every key with batches that wait, one after the other. */
  private void release(DeploymentStore deployments, StageContext<T> context) throws Exception {
    if (waiting.isEmpty()) {
      return;
    }
    KafkaRecord first = waiting.first();
    if (!awaitsDeployment(first, keyOf(first), deployments)) {
      readAll(waiting.take(), deployments, context);
    }
  }
}
