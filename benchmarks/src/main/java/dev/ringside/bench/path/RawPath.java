package dev.ringside.bench.path;

import dev.ringside.bench.kafka.RawReaders;
import dev.ringside.bench.kafka.Span;
import dev.ringside.bench.kafka.fill.BatchFill;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.Oracle;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Meter;

/**
 * The raw limit over the very records that a job has just read. Timed: from the first poll of
 * connected consumers to the sum of all.
 */
public final class RawPath {

  private final Rig rig;

  public RawPath(Rig rig) {
    this.rig = rig;
  }

  public Measurement run(Span span, Oracle oracle, int threads) throws InterruptedException {
    try (RawReaders readers = new RawReaders(rig.brokers(), span, threads)) {
      Meter meter = Meter.start(rig.brokerProcesses());
      RawReaders.Answer answer = readers.read();
      Measurement measurement = meter.stop(oracle.calls());
      Answers.check("raw limit", answer, oracle);
      return measurement;
    }
  }

  /** The same where no job has read anything: fills a backlog of its own first. */
  public Measurement run(LoadShape shape, long calls, int threads) throws Exception {
    BenchLoad load = rig.load(shape, calls);
    Oracle oracle = new Oracle(load.callsAPass());
    BatchFill fill = new BatchFill(rig.batches()::add, Rig.PARTITIONS);
    rig.batches().begin();
    Filling.of(load, calls).make(load, fill::add, oracle);
    Span span = rig.batches().hold();
    rig.batches().release();
    return run(span, oracle, threads);
  }
}
