package dev.ringside.bench.path;

import dev.ringside.bench.kafka.HeldBacklog;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.Oracle;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Meter;
import dev.ringside.bench.record.CallRecords;
import dev.ringside.bench.streams.StreamsProcess;
import java.time.Duration;
import java.util.List;

/**
 * Record a call in Kafka Streams, two threads in a JVM of their own, which stays up over all
 * rounds. Timed from letting the backlog go until the last call is in its sum, before anybody can
 * see it.
 */
public final class StreamsPath implements AutoCloseable {

  private static final String TOPIC = "bench.records.streams";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Rig rig;
  private final LoadShape shape;
  private final long calls;
  private final HeldBacklog backlog;
  private final StreamsProcess streams;
  private int round;

  /** Every round has {@code wanted} calls, made up to whole batches. */
  public StreamsPath(Rig rig, LoadShape shape, long wanted) throws Exception {
    this.rig = rig;
    this.shape = shape;
    this.calls = Filling.of(rig.load(shape, 0), wanted).calls();
    rig.createTopic(TOPIC);
    this.backlog = new HeldBacklog(rig.brokers(), TOPIC);
    this.streams = StreamsProcess.start(rig.brokers(), TOPIC, Rig.MOST_SLOTS, calls);
  }

  public Measurement run() throws Exception {
    BenchLoad load = rig.load(shape, calls);
    Oracle oracle = new Oracle(load.callsAPass());
    CallRecords records = new CallRecords(backlog, Rig.PARTITIONS);
    backlog.begin();
    Filling.of(load, calls).make(load, records::add, oracle);
    backlog.hold();
    round++;
    Meter meter = Meter.start(List.of(streams.pid()), rig.brokerProcesses());
    long startMs = System.currentTimeMillis();
    backlog.release();
    long endMs = streams.awaitCounted(round, PATIENCE);
    Measurement measurement = meter.stop(calls, (endMs - startMs) / 1e3);
    Answers.check("Kafka Streams", streams.awaitAnswer(round, PATIENCE), oracle);
    return measurement;
  }

  @Override
  public void close() {
    streams.close();
    backlog.close();
  }
}
