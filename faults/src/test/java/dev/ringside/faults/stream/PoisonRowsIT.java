package dev.ringside.faults.stream;

import static dev.ringside.faults.traffic.Scene.HOUR;
import static dev.ringside.faults.traffic.Scene.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import dev.ringside.faults.traffic.Mutants;
import dev.ringside.faults.traffic.Mutants.Mutant;
import dev.ringside.faults.traffic.Scene;
import dev.ringside.faults.traffic.Truth;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.deployment.DeploymentCodec;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Records that no honest agent sends, driven through the job beside a tenant that is honest. */
@Timeout(300)
class PoisonRowsIT {

  private static final long WINDOW_NS = 10 * SECOND;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int SERVED_SECONDS = 60;

  private EmbeddedJob job;
  private long startNs;

  @BeforeEach
  void start() throws Exception {
    job = EmbeddedJob.start();
  }

  @AfterEach
  void stop() throws Exception {
    job.close();
  }

  /** The same minute every time, from the beginning of a window on; no two overlap. */
  private Scene scene(String name) {
    startNs =
        startNs == 0
            ? CallsLog.nowNs() / WINDOW_NS * WINDOW_NS - HOUR
            : startNs + 3 * SERVED_SECONDS * SECOND;
    return Scene.serving(
        Scene.deployment(name, 2, 1),
        startNs,
        startNs + SERVED_SECONDS * SECOND,
        ns -> SECOND / 5,
        new Random(8));
  }

  private Map<Long, String> contents(Scene scene, long shiftNs, Figures figures) throws Exception {
    Truth truth = scene.truth(WINDOW_NS);
    String name = scene.deployment().name();
    List<WindowReport> reports = job.awaitAll(name, truth, PATIENCE);
    new Honesty(name, truth).check(reports, figures);
    Map<Long, String> contents = Contents.lastOfEachWindow(reports, shiftNs);
    contents.keySet().removeIf(start -> start > truth.windows().lastKey() - shiftNs);
    return contents;
  }

  /** What the honest tenant's windows say when nothing is wrong. */
  private Map<Long, String> calm(Figures figures) throws Exception {
    Scene scene = scene("calm");
    job.log().deploy(scene.deployment());
    job.log().appendAll(scene.log());
    return contents(scene, startNs, figures);
  }

  @Row(number = 8, fault = "Poison: damaged, misplaced and extreme batches")
  void batches(Figures figures) throws Exception {
    int count = Length.of(6_000, 300);
    Map<Long, String> calm = calm(figures);
    Scene victim = scene("victim");
    long shift = startNs;
    job.log().deploy(victim.deployment());
    for (int i = 0; i < 50; i++) {
      job.log().deploy(Scene.deployment("mutant-" + i, 2, 1));
    }
    List<Arrival> log = victim.log();
    Mutants mutants = new Mutants(8, log);
    long unreadable = 0;
    int next = 0;
    for (int i = 0; i < count; i++) {
      Mutant mutant = mutants.next();
      unreadable += mutant.isReadable() ? 0 : 1;
      job.log().append(i % Scene.PARTITIONS, mutant.key(), mutant.value());
      while (next < log.size() && (long) next * count <= (long) i * log.size()) {
        job.log().append(log.get(next++));
      }
    }
    job.log().appendAll(log.subList(next, log.size()));
    figures.did(
        "%,d records: damaged bytes, noise, keys of others, well-formed batches of extreme values",
        count);
    assertThat(contents(victim, shift, figures)).isEqualTo(calm);
    long expected = unreadable;
    await().atMost(PATIENCE).until(() -> job.seen().lettersInAll() >= expected);
    Map<String, Long> letters = job.seen().letters();
    figures.set("unreadable records", unreadable);
    figures.set("dead letters", letters);
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job.seen().lettersInAll() - letters.getOrDefault("internal_error", 0L))
        .isEqualTo(unreadable);
  }

  @Row(
      number = 801,
      fault = "Poison: damaged and extreme deployments, and batches that name them (D3)")
  void deployments(Figures figures) throws Exception {
    int count = Length.of(1_000, 60);
    Map<Long, String> calm = calm(figures);
    Scene victim = scene("victim");
    long shift = startNs;
    job.log().deploy(victim.deployment());
    Mutants mutants = new Mutants(801, victim.log());
    Random random = new Random(801);
    Scene template = scene("template");
    byte[] honest = DeploymentCodec.encode(template.deployment());
    long unreadable = 0;
    for (int i = 0; i < count; i++) {
      String name = "odd-" + i;
      byte[] value = i % 3 == 0 ? extreme(name, random) : mutants.damage(honest);
      unreadable += isDeployment(value) ? 0 : 1;
      job.log().deploy(name.getBytes(UTF_8), value);
      if (i % 3 == 0) {
        Scene odd = oddBatches(name, random);
        odd.log().forEach(job.log()::append);
      }
    }
    job.log().appendAll(victim.log());
    figures.did(
        "%,d deployments, a third of them of extreme shapes with a minute of batches", count);
    assertThat(contents(victim, shift, figures)).isEqualTo(calm);
    long expected = unreadable;
    await().atMost(PATIENCE).until(() -> job.seen().lettersInAll() >= expected);
    figures.set("unreadable deployments", unreadable);
    figures.set("dead letters", job.seen().letters());
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
  }

  private Scene oddBatches(String name, Random random) {
    return Scene.serving(
        Scene.deployment(name, 2, 1),
        startNs,
        startNs + 20 * SECOND,
        ns -> SECOND,
        new Random(random.nextLong()));
  }

  private static boolean isDeployment(byte[] value) {
    try {
      DeploymentCodec.decode(value);
      return true;
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  /** Half of them of shapes that could be, half with a number that no record of ours can make. */
  private static byte[] extreme(String name, Random random) {
    return random.nextBoolean()
        ? DeploymentCodec.encode(odd(name, random))
        : spliced(name, random.nextInt(4), 1L << (16 + random.nextInt(15)));
  }

  private static Deployment odd(String name, Random random) {
    int[] sizes = {1, 2, 7, 16, 100, 1_000, 10_000};
    while (true) {
      int tensor = sizes[random.nextInt(5)];
      int pipeline = sizes[random.nextInt(5)];
      int layers = sizes[random.nextInt(sizes.length)];
      int hidden = sizes[random.nextInt(sizes.length)];
      try {
        return of(name, tensor, pipeline, layers, hidden);
      } catch (IllegalArgumentException e) {
        // Not a deployment; the next one may be.
      }
    }
  }

  private static Deployment of(String name, int tensor, int pipeline, int layers, int hidden) {
    return new Deployment(
        name,
        new ModelShape("odd", layers, hidden, 64 * tensor, 2),
        Engine.VLLM,
        new ParallelLayout(tensor, pipeline, 1),
        DataType.BFLOAT16,
        OptionalInt.of(8),
        "unknown");
  }

  /** One number of an honest record replaced: where two records differ in it, it begins. */
  private static byte[] spliced(String name, int which, long huge) {
    byte[] one = DeploymentCodec.encode(of(name, 2, 2, 8, 32));
    byte[] other =
        DeploymentCodec.encode(
            switch (which) {
              case 0 -> of(name, 2, 2, 9, 32);
              case 1 -> of(name, 2, 2, 8, 33);
              case 2 -> of(name, 2, 3, 8, 32);
              default -> of(name, 1, 2, 8, 32);
            });
    int at = Arrays.mismatch(one, other);
    ByteArrayOutputStream spliced = new ByteArrayOutputStream();
    spliced.write(one, 0, at);
    for (long left = huge << 1; ; left >>>= 7) {
      spliced.write((int) (left < 0x80 ? left : (left & 0x7f) | 0x80));
      if (left < 0x80) {
        break;
      }
    }
    spliced.write(one, at + 1, one.length - at - 1);
    return spliced.toByteArray();
  }
}
