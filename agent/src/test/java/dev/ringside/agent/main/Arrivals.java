package dev.ringside.agent.main;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a job would have made of the topic so far: repeats are told by run and number. */
final class Arrivals implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<Integer, Map<Call, Integer>> timesOfCall = new HashMap<>();
  private final Map<String, Long> lastOfRun = new HashMap<>();
  final Set<String> runs = new HashSet<>();
  long repeats;
  long gaps;
  long heartbeats;

  /** A number counts from 0 in each life of a process; its calls differ in their size. */
  private record Call(long elements, long number) {}

  Arrivals(String brokers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "arrivals",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(topic));
  }

  void read(Duration atMost) {
    for (ConsumerRecord<byte[], byte[]> one : consumer.poll(atMost)) {
      try {
        take(CallBatchDecoder.decode(one.value()));
      } catch (MalformedRecordException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void take(CallBatch batch) {
    String run = batch.header().rank() + " " + batch.header().runId();
    runs.add(batch.header().runId());
    long last = lastOfRun.getOrDefault(run, -1L);
    long number = batch.header().batchSequence();
    if (number <= last) {
      repeats++;
      return;
    }
    gaps += number - last - 1;
    lastOfRun.put(run, number);
    heartbeats += batch.calls().size() == 0 ? 1 : 0;
    Map<Call, Integer> times =
        timesOfCall.computeIfAbsent(batch.header().rank(), rank -> new HashMap<>());
    for (int row = 0; row < batch.calls().size(); row++) {
      long elements = batch.signatures().get(batch.calls().signature(row)).elements();
      times.merge(new Call(elements, batch.calls().sequence(row)), 1, Integer::sum);
    }
  }

  /** Different calls of a rank. */
  long calls(int rank) {
    return timesOfCall.getOrDefault(rank, Map.of()).size();
  }

  /** Calls that count more than once. */
  long doubled() {
    return timesOfCall.values().stream()
        .flatMap(times -> times.values().stream())
        .filter(times -> times > 1)
        .count();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
