package dev.ringside.bench.run;

import dev.ringside.bench.kafka.fill.PublishPath;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.SimulatedLoad;
import dev.ringside.bench.measure.Machine;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.TimingNoise;
import dev.ringside.bench.path.Filling;
import dev.ringside.bench.path.JobPath;
import dev.ringside.bench.path.RawPath;
import dev.ringside.bench.path.RecordPath;
import dev.ringside.bench.path.Rig;
import dev.ringside.bench.path.StreamsPath;
import dev.ringside.bench.path.WrongAnswerException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs every path once a round, one after another, so that whatever the machine does to one round
 * it does to all paths. The first rounds warm up and are thrown away.
 */
public final class Bench implements AutoCloseable {

  /** Passes of each rank that the job reads before the clock starts: one batch. */
  private static final int FIRST_CALLS = 1;

  private static final long MOST_PUBLISHED_CALLS = 5_000_000;
  private static final int NOISE_PASSES = 800;

  private final BenchPlan plan;
  private final Consumer<String> progress;
  private final Rig rig;
  private final JobPath job;
  private final RawPath raw;
  private final RecordPath record;
  private final StreamsPath streams;
  private final Map<BenchPath, List<Measurement>> runs = new EnumMap<>(BenchPath.class);
  private final List<PublishPath.Figures> published = new ArrayList<>();
  private final List<Map<String, Double>> jobThreads = new ArrayList<>();
  private double stateBytesARank;

  private Bench(BenchPlan plan, Rig rig, Consumer<String> progress) throws Exception {
    this.plan = plan;
    this.progress = progress;
    this.rig = rig;
    this.job = new JobPath(rig);
    this.raw = new RawPath(rig);
    this.record = new RecordPath(rig);
    this.streams =
        plan.paths().contains(BenchPath.KAFKA_STREAMS)
            ? new StreamsPath(rig, plan.shape(), plan.recordCalls())
            : null;
  }

  /**
   * Measures.
   *
   * @param progress told what is being done, a line each
   * @throws WrongAnswerException if a path's answer is not the oracle's
   */
  public static BenchResult run(BenchPlan plan, Consumer<String> progress) throws Exception {
    progress.accept("starting a broker and a Flink cluster");
    try (Rig rig = Rig.start(SimulatedLoad::new);
        Bench bench = new Bench(plan, rig, progress)) {
      return bench.run();
    }
  }

  private BenchResult run() throws Exception {
    for (int warmUp = 1; warmUp <= plan.warmUps(); warmUp++) {
      round("warm-up %d of %d".formatted(warmUp, plan.warmUps()));
    }
    runs.clear();
    published.clear();
    jobThreads.clear();
    for (int round = 1; round <= plan.rounds(); round++) {
      round("round %d of %d".formatted(round, plan.rounds()));
    }
    return new BenchResult(
        plan,
        runs,
        published,
        wire(LoadShape.MICROSECOND),
        wire(LoadShape.NANOSECOND),
        stateBytesARank,
        jobThreads,
        Machine.describe());
  }

  private void round(String name) throws Exception {
    columnar(name, 1, BenchPath.JOB_P1, BenchPath.RAW_P1);
    columnar(name, 2, BenchPath.JOB_P2, BenchPath.RAW_P2);
    if (plan.paths().contains(BenchPath.RECORD_PER_CALL)) {
      note(name, BenchPath.RECORD_PER_CALL, record.run(plan.shape(), plan.recordCalls()));
    }
    if (streams != null) {
      note(name, BenchPath.KAFKA_STREAMS, streams.run());
    }
    published.add(publish(plan.shape()));
  }

  private void columnar(String name, int parallelism, BenchPath ofJob, BenchPath ofRaw)
      throws Exception {
    boolean withRaw = plan.paths().contains(ofRaw);
    if (plan.paths().contains(ofJob)) {
      JobPath.Run run = job.run(plan.shape(), parallelism, FIRST_CALLS, plan.calls());
      stateBytesARank = (double) run.stateBytes() / plan.shape().ranks();
      note(name, ofJob, run.measurement());
      if (ofJob == BenchPath.JOB_P2) {
        jobThreads.add(run.threadSeconds());
      }
      if (withRaw) {
        note(name, ofRaw, raw.run(run.backlog(), run.oracle(), parallelism));
      }
    } else if (withRaw) {
      note(name, ofRaw, raw.run(plan.shape(), plan.calls(), parallelism));
    }
  }

  private void note(String round, BenchPath path, Measurement measurement) {
    runs.computeIfAbsent(path, unused -> new ArrayList<>()).add(measurement);
    progress.accept(
        "%s: %-15s %,13.0f calls/s (%,d calls in %.2f s), as the oracle says"
            .formatted(
                round,
                path.label(),
                measurement.callsASecond(),
                measurement.calls(),
                measurement.seconds()));
  }

  private PublishPath.Figures publish(LoadShape shape) throws Exception {
    long calls = Math.min(plan.calls(), MOST_PUBLISHED_CALLS);
    BenchLoad load = rig.load(shape, calls);
    return new PublishPath(rig.brokers(), rig.brokerProcesses())
        .publish(load, Filling.of(load, calls).passes());
  }

  private BenchResult.Wire wire(int tickNs) throws Exception {
    LoadShape shape = plan.shape().withTick(tickNs);
    TimingNoise noise = new TimingNoise(tickNs);
    BenchLoad load = rig.load(shape, 0);
    load.passes(
        NOISE_PASSES / load.ranks() + load.passesABatch(), batch -> noise.add(batch.calls()));
    return new BenchResult.Wire(publish(shape).wireBytesACall(), noise.bits());
  }

  @Override
  public void close() {
    record.close();
    if (streams != null) {
      streams.close();
    }
  }
}
