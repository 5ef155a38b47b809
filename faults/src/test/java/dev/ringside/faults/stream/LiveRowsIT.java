package dev.ringside.faults.stream;

import static dev.ringside.faults.traffic.Scene.HOUR;
import static dev.ringside.faults.traffic.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.report.WindowReport;
import dev.ringside.faults.matrix.Figures;
import dev.ringside.faults.matrix.Length;
import dev.ringside.faults.matrix.Row;
import dev.ringside.faults.traffic.Arrival;
import dev.ringside.faults.traffic.Honesty;
import dev.ringside.faults.traffic.Scene;
import dev.ringside.faults.traffic.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The time rows end to end: agents that send by the wall clock, a real broker, the real job. */
@Timeout(420)
class LiveRowsIT {

  private static final long WINDOW_NS = 10 * SECOND;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static EmbeddedJob job;

  @BeforeAll
  static void start() throws Exception {
    job = EmbeddedJob.start();
  }

  @AfterAll
  static void stop() throws Exception {
    job.close();
  }

  /** Not before {@code afterSeconds}, at a place in its window that the seed says. */
  private static long begin(long afterSeconds, Random random) {
    return CallsLog.nowNs() + afterSeconds * SECOND + random.nextInt(1_000_000_000);
  }

  private static void check(Scene scene, Figures figures) throws Exception {
    Truth truth = scene.truth(WINDOW_NS);
    String name = scene.deployment().name();
    List<WindowReport> reports = job.awaitAll(name, truth, PATIENCE);
    new Honesty(name, truth).check(reports, figures);
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
  }

  @Row(number = 921, fault = "Cold start after idle, end to end (D1)")
  @Tag("long")
  void coldStartAfterIdle(Figures figures) throws Exception {
    Random random = new Random(921);
    int idle = 15;
    int apart = 28;
    figures.did(
        "2 ranks; the job is idle for %d s, then rank 1's records are %d s behind rank 0's for a"
            + " minute",
        idle, apart);
    long start = begin(idle, random);
    Scene scene =
        Scene.serving(
                Scene.deployment("cold-live", 2, 1),
                start,
                start + 60 * SECOND,
                ns -> SECOND / 5,
                random)
            .let((rank, plan) -> plan.delivered(ns -> ns + rank * apart * SECOND));
    job.log().deploy(scene.deployment());
    job.log().play(scene.log());
    check(scene, figures);
  }

  @Row(
      number = 922,
      fault = "Rolling restart beside a neighbour whose clock is an hour ahead, end to end")
  @Tag("long")
  void rollingRestartBesideAFastClock(Figures figures) throws Exception {
    Random random = new Random(922);
    figures.did(
        "4 ranks restart one after the other within 40 s; the neighbour's 2 ranks are 1 h ahead");
    long start = begin(3, random);
    Scene scene =
        Scene.serving(
                Scene.deployment("rolling-live", 2, 2),
                start,
                start + 60 * SECOND,
                ns -> SECOND / 5,
                random)
            .let(
                (rank, plan) ->
                    Scene.restarted(
                        plan, start + (10 + 8L * rank) * SECOND, SECOND / 2, rank % 2 == 0));
    Scene wrong =
        Scene.serving(
                Scene.deployment("fast-live", 2, 1),
                start,
                start + 60 * SECOND,
                ns -> SECOND / 5,
                random)
            .let((rank, plan) -> plan.on(ns -> ns + HOUR));
    job.log().deploy(scene.deployment());
    job.log().deploy(wrong.deployment());
    List<Arrival> log = new ArrayList<>(scene.log());
    log.addAll(wrong.log());
    log.sort(Comparator.comparingLong(Arrival::appendNs));
    job.log().play(log);
    check(scene, figures);
  }

  @Row(number = 923, fault = "Backlog of an hour, partition by partition, end to end (D14)")
  void backlog(Figures figures) throws Exception {
    Random random = new Random(923);
    int minutes = Length.of(60, 10);
    figures.did(
        "%d minutes of 4 ranks' batches, sent at once after the fact, one partition after the"
            + " other",
        minutes);
    long start = CallsLog.nowNs() - minutes * 60 * SECOND - 60 * SECOND;
    Scene scene =
        Scene.serving(
            Scene.deployment("backlog-live", 2, 2),
            start,
            start + minutes * 60 * SECOND,
            ns -> SECOND,
            random);
    job.log().deploy(scene.deployment());
    List<Arrival> log = new ArrayList<>(scene.log());
    log.sort(Comparator.comparingInt(Arrival::partition).thenComparingLong(Arrival::appendNs));
    job.log().appendAll(log);
    check(scene, figures);
  }
}
