package dev.ringside.bench.path;

import dev.ringside.bench.kafka.Offsets;
import dev.ringside.bench.kafka.Span;
import dev.ringside.bench.kafka.WindowsSeen;
import dev.ringside.bench.kafka.fill.BatchFill;
import dev.ringside.bench.load.BenchLoad;
import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.Oracle;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Meter;
import dev.ringside.bench.measure.ThreadTimes;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.common.TopicPartition;

/**
 * The production graph between its own topics, with its own settings but for idleness, from live
 * agents.
 *
 * <p>Timed: a job that runs, has read a first part of the load and waits; the clock starts when the
 * backlog is let go and stops when the window reports that were read back from Kafka account for
 * every call of it. So the figure holds reading, decoding, passes, ledgers, the close of the last
 * window, and the way of the reports through Kafka. A batch a rank, 30 s later, closes it; its
 * calls are read in the time and not counted.
 */
public final class JobPath {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * A partition must not count as idle because a busy machine takes a while between the first part
   * and the rest: the watermark would then follow whichever partition is read first, and what is in
   * the others would be late.
   */
  public static final Duration IDLENESS = Duration.ofMinutes(10);

  private static final TimeSettings TIME = TimeSettings.DEFAULT.withIdleness(IDLENESS);

  private static final long TAIL_AFTER_NS = 3 * Oracle.WINDOW_NS;
  private static final int TAIL_PASSES = 1;

  private final Rig rig;
  private int runs;

  public JobPath(Rig rig) {
    this.rig = rig;
  }

  /**
   * One run.
   *
   * @param threadSeconds of processor by what threads are for
   * @param backlog what was read in the time, the tail included
   * @param oracle of all of the backlog
   * @param stateBytes in a checkpoint after the first part
   */
  public record Run(
      Measurement measurement,
      Map<String, Double> threadSeconds,
      Span backlog,
      Oracle oracle,
      long stateBytes) {}

  /**
   * Runs the job once.
   *
   * @param first calls that it reads before the clock starts
   * @param calls of the backlog, at least
   */
  public Run run(LoadShape shape, int parallelism, long first, long calls) throws Exception {
    BenchLoad load = rig.load(shape, first + calls);
    String group = "bench-job-" + runs++;
    Oracle all = new Oracle(load.callsAPass());
    Offsets offsets = rig.offsets();
    offsets.position(group, offsets.ends(Offsets.partitions(Topics.CALLS, Rig.PARTITIONS)));
    BatchFill fill = new BatchFill(rig.batches()::add, Rig.PARTITIONS);
    rig.batches().begin();
    Filling.of(load, first).make(load, fill::add, all);
    Span firstPart = rig.batches().hold();
    rig.batches().release();
    Oracle backlog = new Oracle(load.callsAPass());
    Filling counted = Filling.of(load, calls);
    rig.batches().begin();
    counted.make(load, fill::add, all, backlog);
    load.silence(TAIL_AFTER_NS);
    new Filling(TAIL_PASSES, 0).make(load, fill::add, backlog);
    Span span = rig.batches().hold();
    try (WindowsSeen seen = new WindowsSeen(rig.brokers())) {
      JobID job = rig.flink().run(rig.job(group, parallelism, TIME));
      try {
        long stateBytes = awaitRead(job, group, firstPart);
        Timed timed = time(job, seen, all.calls(), counted.calls());
        Answers.checkReports("job", seen.windows(), all);
        return new Run(timed.measurement(), timed.threadSeconds(), span, backlog, stateBytes);
      } finally {
        rig.flink().cancel(job);
      }
    }
  }

  /** Checkpoints until one holds all of the span; returns the bytes of state in it. */
  private long awaitRead(JobID job, String group, Span span) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long stateBytes = rig.flink().checkpoint(job);
      Map<TopicPartition, Long> committed = rig.offsets().committed(group);
      if (span.isReadBy(committed)) {
        return stateBytes;
      }
      rig.flink().requireAlive(job);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the job does not read its first calls: %s, expected %s"
                .formatted(committed, span.end()));
      }
      Thread.sleep(100);
    }
  }

  private Timed time(JobID job, WindowsSeen seen, long until, long calls) {
    AliveCheck alive = new AliveCheck(job);
    ThreadTimes threads = ThreadTimes.start();
    Meter meter = Meter.start(rig.brokerProcesses());
    rig.batches().release();
    seen.await(until, () -> meter.seconds() < PATIENCE.toSeconds() && alive.holds());
    return new Timed(meter.stop(calls), threads.stop());
  }

  private record Timed(Measurement measurement, Map<String, Double> threadSeconds) {}

  /** Asks Flink rarely, for the answer costs the cores that are being measured. */
  private final class AliveCheck {

    private static final long BETWEEN_NS = 1_000_000_000L;

    private final JobID job;
    private long lastNs = System.nanoTime();

    private AliveCheck(JobID job) {
      this.job = job;
    }

    private boolean holds() {
      if (System.nanoTime() - lastNs < BETWEEN_NS) {
        return true;
      }
      lastNs = System.nanoTime();
      return isAlive(job);
    }
  }

  private boolean isAlive(JobID job) {
    try {
      rig.flink().requireAlive(job);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
