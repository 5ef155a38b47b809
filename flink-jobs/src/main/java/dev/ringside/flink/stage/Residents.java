package dev.ringside.flink.stage;

import dev.ringside.core.bound.Bound;
import dev.ringside.flink.record.KafkaRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The keys that have state in this task, and when each was last heard of: by Kafka's record time,
 * so that a job that reads on after a pause forgets no key whose records it has not read yet.
 *
 * <p>State by key: the time. Bound: {@link Bound#REPLICAS} keys of a task, {@link
 * Bound#REPLICAS_OF_TENANT} of one topic; after a restart keys count from their next record on.
 * Cleared {@link Bound#SILENT_SECONDS} after the last record.
 */
final class Residents {

  static final ValueStateDescriptor<Long> SEEN = new ValueStateDescriptor<>("seen", Types.LONG);

  private static final long SILENT_MS = Bound.SILENT_SECONDS.most() * 1_000;

  /** Written no more often than this, so that most records cost a read. */
  private static final long COARSE_MS = SILENT_MS / 24;

  private final ValueState<Long> seenMs;
  private final Map<String, String> topics = new HashMap<>();
  private final Map<String, Integer> ofTopic = new HashMap<>();

  Residents(RuntimeContext context) {
    seenMs = context.getState(SEEN);
  }

  /** Why a record of this key is refused: it would be one key too many. */
  Optional<String> whyNot(String key, KafkaRecord record) throws Exception {
    if (topics.containsKey(key) || seenMs.value() != null) {
      return Optional.empty();
    }
    if (!Bound.REPLICAS.allows(topics.size() + 1L)) {
      return Optional.of(Bound.REPLICAS.saying(topics.size() + 1L, "replica " + key));
    }
    long tenants = ofTopic.getOrDefault(record.topic(), 0) + 1L;
    return Bound.REPLICAS_OF_TENANT.allows(tenants)
        ? Optional.empty()
        : Optional.of(
            Bound.REPLICAS_OF_TENANT.saying(tenants, "%s, %s".formatted(key, record.topic())));
  }

  /** The current key has state now, by a record that has come. */
  void note(String key, KafkaRecord record, StageContext<?> context) throws Exception {
    if (topics.putIfAbsent(key, record.topic()) == null) {
      ofTopic.merge(record.topic(), 1, Integer::sum);
    }
    Long before = seenMs.value();
    long now = record.timestampMs() > 0 ? Math.max(record.timestampMs(), context.watermarkMs()) : 0;
    if (before == null || now - before >= COARSE_MS) {
      seenMs.update(now);
    }
    if (before == null && now > 0) {
      register(now, context);
    }
  }

  /** Later than the bound by what the time in state may be old. */
  private static void register(long seen, StageContext<?> context) {
    context
        .timers()
        .ifPresent(timers -> timers.registerEventTimeTimer(seen + SILENT_MS + COARSE_MS));
  }

  /** True if the current key has been silent for long; else it is asked again when it may be. */
  boolean isGone(long timerMs, StageContext<?> context) throws Exception {
    Long seen = seenMs.value();
    if (seen == null || seen <= 0 || context.watermarkMs() == Long.MAX_VALUE) {
      return false;
    }
    boolean gone = timerMs >= seen + SILENT_MS;
    if (!gone) {
      register(seen, context);
    }
    return gone;
  }

  void forget(String key) throws Exception {
    seenMs.clear();
    String topic = topics.remove(key);
    if (topic != null) {
      ofTopic.merge(topic, -1, Integer::sum);
    }
  }
}
