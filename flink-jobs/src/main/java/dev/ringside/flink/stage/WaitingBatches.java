package dev.ringside.flink.stage;

import dev.ringside.core.bound.Bound;
import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.type.Codecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * Batches of one key that wait for the deployment they name, in the order in which they came.
 *
 * <p>State by key: the batches, their bytes, and until when they wait. Bound: {@link
 * Bound#WAITING_BYTES} of a key and {@link Bound#WAITING_BYTES_OF_TASK} of the task; those of
 * before a restart do not count for the task, but wait no longer than the patience. Cleared when
 * the deployment comes, when the patience ends, or when there is no room for one more.
 */
final class WaitingBatches {
  static final ListStateDescriptor<KafkaRecord> BATCHES =
      new ListStateDescriptor<>("waiting", Codecs.KAFKA_RECORD);

  private static final ValueStateDescriptor<Long> UNTIL =
      new ValueStateDescriptor<>("waiting-until", Types.LONG);

  private static final ValueStateDescriptor<Long> BYTES =
      new ValueStateDescriptor<>("waiting-bytes", Types.LONG);

  private final ListState<KafkaRecord> batches;
  private final ValueState<Long> untilMs;
  private final ValueState<Long> bytes;
  private long bytesOfTask;

  WaitingBatches(RuntimeContext context) {
    batches = context.getListState(BATCHES);
    untilMs = context.getState(UNTIL);
    bytes = context.getState(BYTES);
  }

  boolean isEmpty() throws Exception {
    return !batches.get().iterator().hasNext();
  }

  /** Why no batch more can wait under the current key. */
  Optional<String> whyNot(KafkaRecord batch) throws Exception {
    long ofKey = bytesOfKey() + batch.size();
    if (!Bound.WAITING_BYTES.allows(ofKey)) {
      return Optional.of(Bound.WAITING_BYTES.saying(ofKey, batch.toString()));
    }
    long ofTask = bytesOfTask + batch.size();
    return Bound.WAITING_BYTES_OF_TASK.allows(ofTask)
        ? Optional.empty()
        : Optional.of(Bound.WAITING_BYTES_OF_TASK.saying(ofTask, batch.toString()));
  }

  private long bytesOfKey() throws Exception {
    Long known = bytes.value();
    return known == null ? 0 : known;
  }

  void begin(KafkaRecord first, long patienceMs, TimerService timers) throws Exception {
    long until = timers.currentProcessingTime() + patienceMs;
    timers.registerProcessingTimeTimer(until);
    untilMs.update(until);
    add(first);
  }

  void add(KafkaRecord batch) throws Exception {
    batches.add(batch);
    bytes.update(bytesOfKey() + batch.size());
    bytesOfTask += batch.size();
  }

  KafkaRecord first() throws Exception {
    return batches.get().iterator().next();
  }

  /** Removes and returns what has waited long enough; a timer of an earlier wait finds nothing. */
  List<KafkaRecord> takeDue(long timerMs) throws Exception {
    Long until = untilMs.value();
    return until == null || timerMs < until ? List.of() : take();
  }

  /** Removes and returns all that wait. */
  List<KafkaRecord> take() throws Exception {
    List<KafkaRecord> waited = new ArrayList<>();
    batches.get().forEach(waited::add);
    bytesOfTask = Math.max(0, bytesOfTask - bytesOfKey());
    batches.clear();
    untilMs.clear();
    bytes.clear();
    return waited;
  }
}
