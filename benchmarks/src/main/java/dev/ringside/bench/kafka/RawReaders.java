package dev.ringside.bench.kafka;

import dev.ringside.bench.load.CallSums;
import dev.ringside.bench.load.RankBatch;
import dev.ringside.bench.load.SizeKey;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.batch.CallBatchDecoder;
import dev.ringside.schemas.batch.CallBatchReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The raw limit: consumers with assigned partitions, one a thread, that decode batches and sum
 * their columns (calls, bytes, time, latest end) in a loop. No framework, no passes, no windows, no
 * state. The consumers' settings are Kafka's defaults, which are the job's too.
 */
public final class RawReaders implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Span span;
  private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
  private final ExecutorService threads;

  /** What was read. */
  public record Answer(Map<SizeKey, CallSums> totals, long lastEndNs) {

    private static Answer none() {
      return new Answer(new TreeMap<>(), Long.MIN_VALUE);
    }

    private Answer plus(Answer other) {
      Map<SizeKey, CallSums> sum = new TreeMap<>(totals);
      other.totals.forEach((key, tally) -> sum.merge(key, tally, CallSums::plus));
      return new Answer(sum, Math.max(lastEndNs, other.lastEndNs));
    }
  }

  /** Connects; partitions are dealt out in turn. */
  public RawReaders(String brokers, Span span, int count) {
    this.span = span;
    this.threads = Executors.newFixedThreadPool(count);
    List<TopicPartition> partitions =
        span.partitions().stream()
            .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
            .toList();
    for (int reader = 0; reader < count; reader++) {
      List<TopicPartition> own = new ArrayList<>();
      for (int i = reader; i < partitions.size(); i += count) {
        own.add(partitions.get(i));
      }
      consumers.add(consumer(brokers, own));
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String brokers, List<TopicPartition> own) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(own);
    own.forEach(partition -> consumer.partitionsFor(partition.topic()));
    own.forEach(partition -> consumer.seek(partition, span.begin().get(partition)));
    return consumer;
  }

  /** Reads the whole span. */
  public Answer read() throws InterruptedException {
    List<Future<Answer>> parts =
        consumers.stream().map(consumer -> threads.submit(() -> read(consumer))).toList();
    Answer sum = Answer.none();
    for (Future<Answer> part : parts) {
      sum = sum.plus(get(part));
    }
    return sum;
  }

  private static Answer get(Future<Answer> part) throws InterruptedException {
    try {
      return part.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a plain consumer failed", e.getCause());
    }
  }

  private Answer read(KafkaConsumer<byte[], byte[]> consumer) throws MalformedRecordException {
    Map<TopicPartition, Long> left = new HashMap<>();
    consumer.assignment().forEach(partition -> left.put(partition, span.end().get(partition)));
    Map<SizeKey, CallSums> totals = new HashMap<>();
    long lastEndNs = Long.MIN_VALUE;
    CallBatchReader batches = CallBatchDecoder.reader();
    while (!left.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> batch : consumer.poll(POLL)) {
        lastEndNs = Math.max(lastEndNs, sum(batches.read(batch.value()), totals));
      }
      left.entrySet().removeIf(last -> consumer.position(last.getKey()) >= last.getValue());
    }
    return new Answer(totals, lastEndNs);
  }

  /** Adds a batch up; returns its latest end. */
  private static long sum(CallBatch batch, Map<SizeKey, CallSums> totals) {
    CallColumns calls = batch.calls();
    long[] counts = new long[batch.signatures().size()];
    long[] durations = new long[counts.length];
    long lastEndNs = Long.MIN_VALUE;
    for (int row = 0; row < calls.size(); row++) {
      int id = calls.signature(row);
      counts[id]++;
      durations[id] += calls.durationNs(row);
      lastEndNs = Math.max(lastEndNs, calls.endNs(row));
    }
    for (int id = 0; id < counts.length; id++) {
      CallSignature signature = batch.signatures().get(id);
      long bytes = RankBatch.messageBytes(signature);
      totals.merge(
          new SizeKey(batch.header().deployment(), signature.collective().label(), bytes),
          new CallSums(counts[id], counts[id] * bytes, durations[id]),
          CallSums::plus);
    }
    return lastEndNs;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    consumers.forEach(KafkaConsumer::close);
  }
}
