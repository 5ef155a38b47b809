package dev.ringside.bench.kafka.fill;

import dev.ringside.bench.kafka.Offsets;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.RankBatch;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Meter;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.kafka.KafkaBatchPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.publish.Outage;
import dev.ringside.schemas.batch.CallBatchEncoder;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The agent's path from a call to Kafka's buffer, in two parts: the call into columns and the
 * columns into bytes; and the bytes handed to the publisher, whose producer compresses them on the
 * thread that sends. What the producer's own thread does is on neither.
 */
public final class PublishPath {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String brokers;
  private final List<Long> brokerProcesses;
  private final CallBatchEncoder encoder = new CallBatchEncoder();
  private final CallColumns columns = new CallColumns();
  private final Sum encode = new Sum();
  private final Sum handOver = new Sum();
  private long calls;
  private long steadyCalls;

  public PublishPath(String brokers, Collection<Long> brokerProcesses) {
    this.brokers = brokers;
    this.brokerProcesses = List.copyOf(brokerProcesses);
  }

  /** Time and allocation of the calling thread in steady state. */
  public record Cost(double nsACall, double allocatedBytesACall) {

    private Cost plus(Cost other) {
      return new Cost(nsACall + other.nsACall, allocatedBytesACall + other.allocatedBytesACall);
    }
  }

  /**
   * Of one run; the first quarter, while buffers grow, costs nothing here.
   *
   * @param encode from a call to the bytes of its batch
   * @param handOver from bytes to the producer's buffer, waiting for room included
   * @param wireBytesACall in the broker's log: compressed, with keys and Kafka's own framing
   * @param brokerCpuSecondsAMillion of one broker that takes them and replicates to no other
   */
  public record Figures(
      Cost encode, Cost handOver, double wireBytesACall, double brokerCpuSecondsAMillion) {

    public double nsACall() {
      return encode.plus(handOver).nsACall();
    }

    public double allocatedBytesACall() {
      return encode.plus(handOver).allocatedBytesACall();
    }
  }

  /** What one part has taken so far. */
  private static final class Sum {
    private long nanoseconds;
    private long allocated;

    private void add(long ns, long bytes) {
      nanoseconds += ns;
      allocated += bytes;
    }

    private Cost over(long calls) {
      return new Cost((double) nanoseconds / calls, (double) allocated / calls);
    }
  }

  /** Publishes {@code passes} passes of every rank; once only. */
  public Figures publish(BenchLoad load, int passes) throws Exception {
    try (Offsets offsets = new Offsets(brokers);
        KafkaBatchPublisher publisher =
            KafkaBatchPublisher.connect(ProducerSettings.of(brokers), Outage.UNHEARD)) {
      long before = offsets.bytes(Topics.CALLS);
      Meter meter = Meter.start(brokerProcesses);
      long steadyFrom = (long) load.ranks() * load.callsAPass() * passes / 4;
      load.passes(passes, batch -> publish(batch, publisher, steadyFrom));
      if (!publisher.flush(PATIENCE)) {
        throw new IllegalStateException("the broker did not acknowledge what was published");
      }
      Measurement whole = meter.stop(calls);
      double wire = offsets.bytes(Topics.CALLS) - before;
      return new Figures(
          encode.over(steadyCalls),
          handOver.over(steadyCalls),
          wire / calls,
          whole.brokerCpuSecondsAMillion());
    }
  }

  private void publish(RankBatch batch, KafkaBatchPublisher publisher, long steadyFrom)
      throws Exception {
    boolean steady = calls >= steadyFrom;
    long allocated = Meter.allocatedByThisThread();
    long start = System.nanoTime();
    byte[] value = encoded(batch);
    long encoded = System.nanoTime();
    long allocatedThen = Meter.allocatedByThisThread();
    publisher.send(batch.key(), value);
    long sent = System.nanoTime();
    if (steady) {
      encode.add(encoded - start, allocatedThen - allocated);
      handOver.add(sent - encoded, Meter.allocatedByThisThread() - allocatedThen);
      steadyCalls += batch.calls().size();
    }
    calls += batch.calls().size();
  }

  private byte[] encoded(RankBatch batch) {
    CallColumns made = batch.calls();
    columns.clear();
    for (int row = 0; row < made.size(); row++) {
      columns.add(made.signature(row), made.startNs(row), made.durationNs(row), made.sequence(row));
    }
    return encoder.encode(batch.header(), batch.signatures(), columns, 0, columns.size());
  }
}
