package dev.ringside.flink.commmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankStream;
import dev.ringside.flink.codec.DeploymentBytes;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.type.Codecs;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchReader;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.deployment.DeploymentCodec;
import dev.ringside.schemas.topic.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Decodes each rank's batches and cuts them into passes by the deployment they name.
 *
 * <p>State by record key: the rank's {@link RankStream} (bounded there), and batches that wait for
 * their deployment (cleared when it comes, or after {@code deploymentWait} of processing time, when
 * they go on unchecked). Broadcast state: deployments by name; each replaced when published again,
 * removed when deleted from its topic.
 */
final class SliceRanks
    extends KeyedBroadcastProcessFunction<String, KafkaRecord, KafkaRecord, RankEvent> {

  private static final long serialVersionUID = 1;

  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", Codecs.DEAD_LETTER);

  /** Deployments as they lie on their topic, by name. */
  static final MapStateDescriptor<String, byte[]> DEPLOYMENTS =
      new MapStateDescriptor<>(
          "deployments", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private static final ValueStateDescriptor<RankStream> STREAM =
      new ValueStateDescriptor<>("stream", Codecs.RANK_STREAM);

  private static final ListStateDescriptor<KafkaRecord> WAITING =
      new ListStateDescriptor<>("waiting", Codecs.KAFKA_RECORD);

  private final WindowSettings settings;
  private transient ValueState<RankStream> stream;
  private transient ListState<KafkaRecord> waiting;
  private transient Counter deadLettered;
  private transient CallBatchReader reader;

  SliceRanks(WindowSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    stream = getRuntimeContext().getState(STREAM);
    waiting = getRuntimeContext().getListState(WAITING);
    reader = CallBatchDecoder.readerWithoutSequences();
    deadLettered = getRuntimeContext().getMetricGroup().counter("deadLetteredRecords");
  }

  /** The record key as text, so that a rank's batches meet one stream; empty if there is none. */
  static String keyOf(KafkaRecord batch) {
    return batch.key() == null ? "" : new String(batch.key(), UTF_8);
  }

  @Override
  public void processElement(KafkaRecord batch, ReadOnlyContext context, Collector<RankEvent> out)
      throws Exception {
    if (waiting.get().iterator().hasNext()) {
      waiting.add(batch);
      return;
    }
    Optional<RecordKey> key = RecordKey.parse(batch.key());
    if (awaitsDeployment(batch, key, context.getBroadcastState(DEPLOYMENTS))) {
      waiting.add(batch);
      long patience = settings.deploymentWait().toMillis();
      context
          .timerService()
          .registerProcessingTimeTimer(context.currentProcessingTime() + patience);
      return;
    }
    slice(
        batch,
        key,
        context.getBroadcastState(DEPLOYMENTS),
        out,
        letter -> context.output(DEAD_LETTERS, letter));
  }

  private static Optional<BatchHeader> headerOf(KafkaRecord batch) {
    try {
      return Optional.of(CallBatchDecoder.header(batch.value()));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  /** By the key alone where that names a deployment that is known, as it does nearly always. */
  private static boolean awaitsDeployment(
      KafkaRecord batch,
      Optional<RecordKey> key,
      ReadOnlyBroadcastState<String, byte[]> deployments)
      throws Exception {
    if (key.isEmpty()
        || key.get().deployment().isEmpty()
        || deployments.contains(key.get().deployment())) {
      return false;
    }
    return headerOf(batch).filter(header -> fits(header, key)).isPresent();
  }

  /** Where a record goes that nobody can read. */
  private interface DeadLetters {
    void send(DeadLetter letter);
  }

  private void slice(
      KafkaRecord record,
      Optional<RecordKey> key,
      ReadOnlyBroadcastState<String, byte[]> deployments,
      Collector<RankEvent> out,
      DeadLetters deadLetters)
      throws Exception {
    try {
      CallBatch batch = reader.read(record.value());
      if (!fits(batch.header(), key)) {
        bury(mislaid(record, batch.header()), key, out, deadLetters);
        return;
      }
      Optional<Deployment> against = deploymentOf(batch.header(), deployments);
      RankStream known = stream.value();
      RankStream ranks = known == null ? new RankStream() : known;
      out.collect(ranks.accept(batch, against, settings.length().toNanos()));
      stream.update(ranks);
    } catch (MalformedRecordException e) {
      DeadLetter letter =
          DeadLetter.of(e, record.topic(), record.partition(), record.offset(), record.value());
      bury(letter, key, out, deadLetters);
    }
  }

  private static boolean fits(BatchHeader header, Optional<RecordKey> key) {
    return key.isPresent()
        && key.get().rank() == header.rank()
        && key.get().replica() == header.replica()
        && key.get().deployment().equals(header.deployment());
  }

  private static DeadLetter mislaid(KafkaRecord record, BatchHeader header) {
    return new DeadLetter(
        "key_mismatch",
        record.topic(),
        record.partition(),
        record.offset(),
        "the record key \"%s\" does not name the batch's rank %s/%d/%d"
            .formatted(keyOf(record), header.deployment(), header.replica(), header.rank()),
        record.value());
  }

  private void bury(
      DeadLetter letter,
      Optional<RecordKey> key,
      Collector<RankEvent> out,
      DeadLetters deadLetters) {
    deadLettered.inc();
    deadLetters.send(letter);
    key.ifPresent(named -> out.collect(poison(named)));
  }

  /** Tells the replica that the key names of a record it will never see. */
  private static RankEvent poison(RecordKey key) {
    return new RankEvent.Poison(key.deployment(), key.replica());
  }

  private static Optional<Deployment> deploymentOf(
      BatchHeader header, ReadOnlyBroadcastState<String, byte[]> deployments) throws Exception {
    byte[] known = header.deployment().isEmpty() ? null : deployments.get(header.deployment());
    return known == null ? Optional.empty() : Optional.of(DeploymentBytes.decode(known));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RankEvent> out)
      throws Exception {
    List<KafkaRecord> patient = new ArrayList<>();
    waiting.get().forEach(patient::add);
    waiting.clear();
    for (KafkaRecord batch : patient) {
      slice(
          batch,
          RecordKey.parse(batch.key()),
          context.getBroadcastState(DEPLOYMENTS),
          out,
          letter -> context.output(DEAD_LETTERS, letter));
    }
  }

  @Override
  public void processBroadcastElement(KafkaRecord record, Context context, Collector<RankEvent> out)
      throws Exception {
    if (record.value() == null) {
      context.getBroadcastState(DEPLOYMENTS).remove(keyOf(record));
      return;
    }
    try {
      Deployment deployment = DeploymentCodec.decode(record.value());
      context.getBroadcastState(DEPLOYMENTS).put(deployment.name(), record.value());
    } catch (MalformedRecordException e) {
      deadLettered.inc();
      context.output(
          DEAD_LETTERS,
          DeadLetter.of(e, record.topic(), record.partition(), record.offset(), record.value()));
      return;
    }
    context.applyToKeyedState(WAITING, (key, batches) -> release(batches, context, out));
  }

  private void release(ListState<KafkaRecord> batches, Context context, Collector<RankEvent> out)
      throws Exception {
    ReadOnlyBroadcastState<String, byte[]> deployments = context.getBroadcastState(DEPLOYMENTS);
    Optional<KafkaRecord> first = Optional.empty();
    for (KafkaRecord batch : batches.get()) {
      first = Optional.of(batch);
      break;
    }
    Optional<BatchHeader> header = first.flatMap(SliceRanks::headerOf);
    if (header.isEmpty() || !deployments.contains(header.get().deployment())) {
      return;
    }
    for (KafkaRecord batch : batches.get()) {
      slice(
          batch,
          RecordKey.parse(batch.key()),
          deployments,
          out,
          letter -> context.output(DEAD_LETTERS, letter));
    }
    batches.clear();
  }
}
