package dev.ringside.bench.kafka;

import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.RankBatch;
import dev.ringside.bench.measure.Meter;
import dev.ringside.core.collective.CallColumns;
import dev.ringside.ingest.kafka.KafkaBatchPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;

/**
 * The agent's path from a call to Kafka's buffer: the call into columns, the columns into bytes,
 * the bytes handed to the publisher. What the producer's own thread does is not on it.
 */
public final class PublishPath {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String brokers;
  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private final CallColumns columns = new CallColumns();
  private long nanoseconds;
  private long allocated;
  private long calls;
  private long steadyCalls;

  public PublishPath(String brokers) {
    this.brokers = brokers;
  }

  /**
   * Of one run.
   *
   * @param nsACall time on the calling thread, waiting for room in the producer included
   * @param allocatedBytesACall by the calling thread, both in steady state: the first quarter,
   *     while buffers grow, is left out
   * @param wireBytesACall in the broker's log: compressed, with keys and Kafka's own framing
   */
  public record Figures(double nsACall, double allocatedBytesACall, double wireBytesACall) {}

  /** Publishes {@code passes} passes of every rank. */
  public Figures publish(BenchLoad load, int passes) throws Exception {
    nanoseconds = 0;
    allocated = 0;
    calls = 0;
    steadyCalls = 0;
    try (Offsets offsets = new Offsets(brokers);
        KafkaBatchPublisher publisher = KafkaBatchPublisher.connect(ProducerSettings.of(brokers))) {
      long before = offsets.bytes(Topics.CALLS);
      load.passes(passes, batch -> publish(batch, publisher, callsOf(load, passes) / 4));
      if (!publisher.flush(PATIENCE)) {
        throw new IllegalStateException("the broker did not acknowledge what was published");
      }
      double wire = offsets.bytes(Topics.CALLS) - before;
      return new Figures(
          (double) nanoseconds / steadyCalls, (double) allocated / steadyCalls, wire / calls);
    }
  }

  private static long callsOf(BenchLoad load, int passes) {
    return (long) load.ranks() * load.callsAPass() * passes;
  }

  private void publish(RankBatch batch, KafkaBatchPublisher publisher, long steadyFrom)
      throws Exception {
    CallColumns made = batch.calls();
    long allocatedBefore = Meter.allocatedByThisThread();
    long start = System.nanoTime();
    columns.clear();
    for (int row = 0; row < made.size(); row++) {
      columns.add(made.signature(row), made.startNs(row), made.durationNs(row), made.sequence(row));
    }
    byte[] value = encoder.encode(batch.header(), batch.signatures(), columns, 0, columns.size());
    publisher.send(batch.key(), value);
    if (calls >= steadyFrom) {
      nanoseconds += System.nanoTime() - start;
      allocated += Meter.allocatedByThisThread() - allocatedBefore;
      steadyCalls += made.size();
    }
    calls += made.size();
  }
}
