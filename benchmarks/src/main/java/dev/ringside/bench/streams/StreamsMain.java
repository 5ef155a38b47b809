package dev.ringside.bench.streams;

import dev.ringside.bench.load.CallSums;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Windowed;

/**
 * Kafka Streams as a program: counts round after round of the same number of calls.
 *
 * <p>Prints {@value #READY} when it has its partitions; {@value #COUNTED} with the round and the
 * time, milliseconds since 1970, when the round's last call is in its sum; {@value #SUM} with
 * round, key, window start and sums, and {@value #ANSWERED}, when all sums of the round have left
 * the cache.
 */
public final class StreamsMain {

  static final String READY = "streams-ready";
  static final String COUNTED = "streams-counted ";
  static final String SUM = "streams-sum ";
  static final String ANSWERED = "streams-answered ";

  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

  private final long callsARound;
  private final AtomicLong counted = new AtomicLong();
  private final Map<Windowed<String>, CallSums> sums = new HashMap<>();
  private long answeredRounds;
  private long answeredCalls;

  private StreamsMain(long callsARound) {
    this.callsARound = callsARound;
  }

  /** Arguments: brokers, topic, threads, calls a round, folder. */
  public static void main(String[] args) throws InterruptedException {
    StreamsMain main = new StreamsMain(Long.parseLong(args[3]));
    Properties settings = settings(args[0], Integer.parseInt(args[2]), Path.of(args[4]));
    try (KafkaStreams streams =
        new KafkaStreams(CallStreams.topology(args[1], main::count, main::accept), settings)) {
      CountDownLatch ended = new CountDownLatch(1);
      streams.setStateListener(
          (now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
              System.out.println(READY);
            } else if (now.hasCompletedShutdown()) {
              ended.countDown();
            }
          });
      streams.start();
      ended.await();
    }
  }

  private static Properties settings(String brokers, int threads, Path folder) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-streams");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("streams").toString());
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL.toMillis());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return settings;
  }

  private void count() {
    long now = counted.incrementAndGet();
    if (now % callsARound == 0) {
      System.out.println(COUNTED + now / callsARound + " " + System.currentTimeMillis());
    }
  }

  /** A sum may come several times before its round is over, larger each time. */
  private synchronized void accept(Windowed<String> key, CallSums sum) {
    CallSums before = sums.put(key, sum);
    answeredCalls += sum.calls() - (before == null ? 0 : before.calls());
    if (answeredCalls == (answeredRounds + 1) * callsARound) {
      answeredRounds++;
      sums.forEach((of, tally) -> print(answeredRounds, of, tally));
      System.out.println(ANSWERED + answeredRounds);
      sums.clear();
    }
  }

  private static void print(long round, Windowed<String> key, CallSums sum) {
    System.out.printf(
        "%s%d %s %d %d %d %d%n",
        SUM, round, key.key(), key.window().start(), sum.calls(), sum.bytes(), sum.durationNs());
  }
}
