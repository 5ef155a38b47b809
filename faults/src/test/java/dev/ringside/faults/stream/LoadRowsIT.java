package dev.ringside.faults.stream;

import static dev.ringside.faults.traffic.Scene.HOUR;
import static dev.ringside.faults.traffic.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.WindowReport;
import dev.ringside.faults.matrix.Figures;
import dev.ringside.faults.matrix.Length;
import dev.ringside.faults.matrix.Row;
import dev.ringside.faults.traffic.Arrival;
import dev.ringside.faults.traffic.Honesty;
import dev.ringside.faults.traffic.Scene;
import dev.ringside.faults.traffic.Truth;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Very many ranks, very many names, and a change of parallelism, through the real job. */
@Timeout(600)
class LoadRowsIT {

  private static final long WINDOW_NS = 10 * SECOND;
  private static final Duration PATIENCE = Duration.ofSeconds(360);

  /** Of the 10,000 replicas that a task keeps at most, on two tasks. */
  private static final long MOST_STATE = 2L * 10_000 * 1_500;

  private EmbeddedJob job;

  @BeforeEach
  void start() throws Exception {
    job = EmbeddedJob.start();
  }

  @AfterEach
  void stop() throws Exception {
    job.close();
  }

  private static long windowStart(long beforeNs) {
    return (CallsLog.nowNs() - beforeNs) / WINDOW_NS * WINDOW_NS;
  }

  private Map<Long, String> contents(Scene scene, long startNs, Figures figures) throws Exception {
    Truth truth = scene.truth(WINDOW_NS);
    String name = scene.deployment().name();
    List<WindowReport> reports = job.awaitAll(name, truth, PATIENCE);
    new Honesty(name, truth).check(reports, figures);
    Map<Long, String> contents = Contents.lastOfEachWindow(reports, startNs);
    contents.keySet().removeIf(start -> start > truth.windows().lastKey() - startNs);
    return contents;
  }

  private static Scene twoMinutes(String name, long startNs) {
    return Scene.serving(
        Scene.deployment(name, 2, 2),
        startNs,
        startNs + 120 * SECOND,
        ns -> SECOND / 5,
        new Random(11));
  }

  @Row(number = 11, fault = "Rescaled 2 to 4 to 1 from savepoints")
  @Tag("long")
  void rescale(Figures figures) throws Exception {
    figures.did("stopped with a savepoint after a third and two thirds of 2 minutes' batches");
    long calmStart = windowStart(HOUR);
    Scene calm = twoMinutes("calm", calmStart);
    job.log().deploy(calm.deployment());
    job.log().appendAll(calm.log());
    Map<Long, String> expected = contents(calm, calmStart, figures);

    long start = calmStart + 600 * SECOND;
    Scene scene = twoMinutes("rescaled", start);
    job.log().deploy(scene.deployment());
    List<Arrival> log = scene.log();
    job.log().appendAll(log.subList(0, log.size() / 3));
    job.rescale(4);
    job.log().appendAll(log.subList(log.size() / 3, 2 * log.size() / 3));
    job.rescale(1);
    job.log().appendAll(log.subList(2 * log.size() / 3, log.size()));
    Map<Long, String> rescaled = contents(scene, start, figures);
    assertThat(rescaled).isEqualTo(expected);
    figures.set("windows equal bit for bit", rescaled.size());
  }

  @Row(number = 14, fault = "Hot key: one replica of 4,096 ranks")
  @Tag("long")
  void hotKey(Figures figures) throws Exception {
    int tensor = 64;
    int pipeline = Length.of(64, 8);
    Deployment hot =
        new Deployment(
            "hot",
            new ModelShape("hot", pipeline, 64, 64 * 128, 2),
            Engine.VLLM,
            new ParallelLayout(tensor, pipeline, 1),
            DataType.BFLOAT16,
            OptionalInt.of(8),
            "unknown");
    long start = windowStart(HOUR);
    Scene scene =
        Scene.serving(hot, start, start + 60 * SECOND, ns -> 5 * SECOND, new Random(14))
            .let((rank, plan) -> plan.every(5 * SECOND));
    job.log().deploy(hot);
    List<Arrival> log = scene.log();
    long calls = scene.calls();
    figures.did(
        "%,d ranks on one key, %,d batches with %,d calls at once",
        tensor * pipeline, log.size(), calls);
    long begin = System.nanoTime();
    job.log().appendAll(log);
    contents(scene, start, figures);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long state = job.checkpoint();
    figures.set("taken in after, s", seconds);
    figures.set("batches/s", (long) (log.size() / seconds));
    figures.set("state, bytes a rank", state / (tensor * pipeline));
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(state).isLessThan(20_000L * tensor * pipeline);
  }

  @Row(number = 15, fault = "Cardinality attack: 100,000 deployment names (D12)")
  @Tag("long")
  void deploymentNames(Figures figures) throws Exception {
    int names = Length.of(100_000, 2_000);
    long start = windowStart(HOUR);
    Scene victim = twoMinutes("victim", start);
    List<Arrival> log = victim.log();
    job.log().deploy(victim.deployment());
    job.log().appendAll(log.subList(0, log.size() / 2));
    long stateBefore = job.checkpoint();
    long heapBefore = heapAfterCollection();
    Arrival one = log.get(0);
    for (int name = 0; name < names; name++) {
      Arrival renamed = one.named("name-" + name);
      job.log().append(name % Scene.PARTITIONS, renamed.key(), renamed.value());
    }
    job.log().appendAll(log.subList(log.size() / 2, log.size()));
    contents(victim, start, figures);
    figures.did("a batch under each of %,d names that no deployment has", names);
    figures.set("state before, bytes", stateBefore);
    figures.set("state after, bytes", stateOnceNothingWaits(stateBefore + MOST_STATE));
    figures.set("heap before, MiB", heapBefore >> 20);
    figures.set("heap after, MiB", heapAfterCollection() >> 20);
    figures.set("dead letters", job.seen().letters());
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
  }

  /**
   * Batches wait half a minute for the deployments they name; what is kept after that is bounded.
   */
  private long stateOnceNothingWaits(long most) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(5))
        .until(() -> job.checkpoint(), state -> state <= most);
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
