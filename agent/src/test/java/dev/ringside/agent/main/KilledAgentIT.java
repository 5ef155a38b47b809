package dev.ringside.agent.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.KafkaProcess;
import dev.ringside.testkit.process.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real agent beside a live writer and a real broker, killed and cut off: every call arrives and
 * counts once. {@code -Dringside.kills=100} and {@code -Dringside.outage=60} make it as long as the
 * runs in benchmarks/results/agent.md.
 */
@Timeout(900)
class KilledAgentIT {

  private static final int KILLS = Integer.getInteger("ringside.kills", 6);
  private static final int OUTAGE_SECONDS = Integer.getInteger("ringside.outage", 5);
  private static final long SEED = Long.getLong("ringside.seed", 20261127);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SPOOL_FULL =
      "ringside_agent_calls_dropped_total{reason=\"spool_full\",} ";

  @TempDir private Path folder;

  private final KafkaProcess kafka = KafkaProcess.start();
  private LineWriter writer;
  private Thread writing;
  private JavaProcess agent;

  @BeforeEach
  void begin() {
    kafka.createTopic(Topics.CALLS, 3, Map.of());
    writer = new LineWriter(folder.resolve("lines"), SEED);
    writing = new Thread(writer);
    writing.start();
  }

  @AfterEach
  void end() {
    writer.stop();
    if (agent != null) {
      agent.close();
    }
    kafka.close();
  }

  private void startAgent(String spoolBytes) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("agent.yaml"),
            """
            deployment: d
            kafka: {brokers: "%s"}
            sources: [{inspector: lines}]
            spool: {directory: spool, bytes: %s}
            every: 100ms
            hold-back: 30ms
            metrics: {port: 0}
            """
                .formatted(kafka.bootstrapServers(), spoolBytes));
    agent =
        JavaProcess.start(
            new JavaProcess.Command(
                "agent",
                FollowedLinesMain.class.getName(),
                List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(config.toString()),
                folder));
  }

  private String awaitReady() {
    return agent.awaitLine(FollowedLinesMain.READY, PATIENCE);
  }

  private void stopWriting() throws InterruptedException {
    writer.stop();
    writing.join();
  }

  private void awaitAll(Arrivals arrivals) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until && !hasAll(arrivals)) {
      arrivals.read(Duration.ofMillis(200));
    }
  }

  private boolean hasAll(Arrivals arrivals) {
    return arrivals.calls(0) >= writer.written() && arrivals.calls(1) >= writer.written();
  }

  private void requireAllOnce(Arrivals arrivals) {
    for (int rank = 0; rank < LineWriter.RANKS; rank++) {
      assertThat(arrivals.calls(rank))
          .as("calls of rank %d; %s", rank, agent.tail())
          .isEqualTo(writer.written());
    }
    assertThat(arrivals.doubled()).as("calls that count twice").isZero();
    assertThat(arrivals.gaps).as("batches that never came").isZero();
  }

  @Test
  void killedAtAnyMomentItLosesNothingAndDoublesNothing() throws Exception {
    Random random = new Random(SEED);
    startAgent("64MiB");
    awaitReady();
    for (int kill = 0; kill < KILLS; kill++) {
      Thread.sleep(random.nextInt(300, 2500)); // the moment of the kill, not a wait for anything
      agent.kill();
      startAgent("64MiB");
    }
    awaitReady();
    stopWriting();
    try (Arrivals arrivals = new Arrivals(kafka.bootstrapServers())) {
      awaitAll(arrivals);
      requireAllOnce(arrivals);
      System.out.printf(
          "%d kills: %d calls of each rank, 0 lost, 0 doubled; %d repeated batches recognised, %d"
              + " runs, %d heartbeats%n",
          KILLS, writer.written(), arrivals.repeats, arrivals.runs.size(), arrivals.heartbeats);
    }
  }

  @Test
  void aBrokerThatIsAwayIsWaitedFor() throws Exception {
    startAgent("64MiB");
    awaitReady();
    Thread.sleep(500);
    kafka.kill();
    long before = writer.written();
    Thread.sleep(OUTAGE_SECONDS * 1000L); // how long the broker is away
    kafka.restart();
    long after = writer.written();
    stopWriting();
    try (Arrivals arrivals = new Arrivals(kafka.bootstrapServers())) {
      awaitAll(arrivals);
      requireAllOnce(arrivals);
      assertThat(after - before).as("calls of the outage").isPositive();
      System.out.printf(
          "broker away %d s: %d of %d calls of each rank were made meanwhile, 0 lost, 0 doubled%n",
          OUTAGE_SECONDS, after - before, writer.written());
    }
  }

  @Test
  void aSpoolThatIsFullDropsTheNewestAndStaysWithinItsBound() throws Exception {
    startAgent("1MiB");
    AgentPage page = new AgentPage(Integer.parseInt(awaitReady()));
    kafka.kill();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (page.value(SPOOL_FULL) == 0 && System.nanoTime() < until) {
      assertThat(spoolBytes()).isLessThanOrEqualTo((1 << 20) + (1 << 18));
      Thread.sleep(100);
    }
    assertThat(page.value(SPOOL_FULL)).as(agent.tail()).isPositive();
    page.requireBalance();
    kafka.restart();
    stopWriting();
    try (Arrivals arrivals = new Arrivals(kafka.bootstrapServers())) {
      while (arrivals.calls(0) + arrivals.calls(1) + page.value(SPOOL_FULL)
          < LineWriter.RANKS * writer.written()) {
        assertThat(System.nanoTime() - until).isLessThan(PATIENCE.toNanos());
        arrivals.read(Duration.ofMillis(500));
      }
      page.requireBalance();
      long got = arrivals.calls(0) + arrivals.calls(1);
      assertThat(got + page.value(SPOOL_FULL)).isEqualTo(LineWriter.RANKS * writer.written());
      assertThat(arrivals.doubled()).isZero();
      System.out.printf(
          "spool of 1 MiB full: %d of %d calls dropped and counted, the rest arrived once%n",
          page.value(SPOOL_FULL), LineWriter.RANKS * writer.written());
    }
  }

  private long spoolBytes() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
