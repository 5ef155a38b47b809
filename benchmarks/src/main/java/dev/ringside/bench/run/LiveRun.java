package dev.ringside.bench.run;

import dev.ringside.bench.kafka.fill.BatchFill;
import dev.ringside.bench.kafka.fill.EncodedBatch;
import dev.ringside.bench.kafka.fill.LiveFill;
import dev.ringside.bench.live.LiveMetric;
import dev.ringside.bench.live.LiveResult;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.SimulatedLoad;
import dev.ringside.bench.measure.Machine;
import dev.ringside.bench.path.Rig;
import dev.ringside.flink.config.WindowSettings;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;

/**
 * From a call to the exported metric, live: batches go out when their last call has ended, the job
 * runs with production's settings, and a reader of the exporter's page notes when each pass is
 * counted.
 *
 * <p>A batch waits for all its passes, as with an agent that sends every 500 ms; all of that is in
 * the time.
 */
public final class LiveRun {

  private static final int PARALLELISM = 2;
  private static final long LEAD_NS = 2_000_000_000L;

  /** The last passes stay in a window that nothing closes. */
  private static final Duration REST = WindowSettings.DEFAULT.length().plusSeconds(5);

  private LiveRun() {}

  /** Measures for {@code lasting}, which should be several windows. */
  public static LiveResult run(Duration lasting, Consumer<String> progress) throws Exception {
    progress.accept("starting a broker, a Flink cluster and an exporter");
    try (Rig rig = Rig.start(SimulatedLoad::new);
        LiveFill fill = new LiveFill(rig.brokers(), Topics.CALLS)) {
      long startNs = nowNs() + LEAD_NS;
      BenchLoad load = new SimulatedLoad(LoadShape.STANDARD, "bench-live", startNs);
      rig.publish(load.deployments());
      JobID job = rig.flink().run(rig.job("bench-live", PARALLELISM, TimeSettings.DEFAULT));
      try (LiveMetric metric = LiveMetric.follow(rig.brokers(), load.callsAPass())) {
        progress.accept("%,d ranks live for %d s".formatted(load.ranks(), lasting.toSeconds()));
        publish(load, fill, metric, startNs + lasting.toNanos());
        Thread.sleep(REST.toMillis());
        rig.flink().requireAlive(job);
        return new LiveResult(
            metric.calls(),
            lasting.toNanos() / 1e9,
            WindowSettings.DEFAULT.length().toNanos() / 1e9,
            metric.seconds(),
            Machine.describe());
      } finally {
        rig.flink().cancel(job);
      }
    }
  }

  private static void publish(BenchLoad load, LiveFill fill, LiveMetric metric, long untilNs)
      throws Exception {
    List<EncodedBatch> due = new ArrayList<>();
    BatchFill encoder =
        new BatchFill(
            (partition, key, value) -> due.add(new EncodedBatch(partition, key, value)),
            Rig.PARTITIONS);
    long[] endNs = {0};
    while (endNs[0] < untilNs) {
      load.passes(
          load.passesABatch(),
          batch -> {
            metric.made(batch);
            encoder.add(batch);
            endNs[0] = Math.max(endNs[0], batch.calls().lastEndNs(0, batch.calls().size()));
          });
      sleepUntil(endNs[0]);
      due.forEach(entry -> fill.send(entry.partition(), entry.key(), entry.value()));
      due.clear();
    }
  }

  private static void sleepUntil(long timeNs) throws InterruptedException {
    long leftMs = (timeNs - nowNs()) / 1_000_000;
    if (leftMs > 0) {
      Thread.sleep(leftMs);
    }
  }

  private static long nowNs() {
    return System.currentTimeMillis() * 1_000_000L;
  }
}
