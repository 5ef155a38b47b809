package dev.ringside.flink.stage;

import dev.ringside.flink.record.KafkaRecord;
import dev.ringside.flink.type.Codecs;
import java.util.ArrayList;
import java.util.List;
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
 * <p>State by key: the batches, and until when they wait. Bound: what comes to a key within the
 * patience; cleared when the deployment comes or when the patience ends.
 */
final class WaitingBatches {
  static final ListStateDescriptor<KafkaRecord> BATCHES =
      new ListStateDescriptor<>("waiting", Codecs.KAFKA_RECORD);

  private static final ValueStateDescriptor<Long> UNTIL =
      new ValueStateDescriptor<>("waiting-until", Types.LONG);

  private final ListState<KafkaRecord> batches;
  private final ValueState<Long> untilMs;

  WaitingBatches(RuntimeContext context) {
    batches = context.getListState(BATCHES);
    untilMs = context.getState(UNTIL);
  }

  boolean isEmpty() throws Exception {
    return !batches.get().iterator().hasNext();
  }

  void begin(KafkaRecord first, long patienceMs, TimerService timers) throws Exception {
    long until = timers.currentProcessingTime() + patienceMs;
    timers.registerProcessingTimeTimer(until);
    untilMs.update(until);
    batches.add(first);
  }

  void add(KafkaRecord batch) throws Exception {
    batches.add(batch);
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
    batches.clear();
    untilMs.clear();
    return waited;
  }
}
