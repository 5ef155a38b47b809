package dev.ringside.agent.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.deployment.Tenant;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent as it is shipped, beside a process that writes Inspector files and a real broker,
 * killed and cut off: every call arrives and counts once. {@code -Dringside.kills=100} and {@code
 * -Dringside.outage=60} make it as long as the runs in benchmarks/results/agent.md.
 */
@Timeout(900)
class KilledAgentIT {

  private static final int KILLS = Integer.getInteger("ringside.kills", 6);
  private static final int OUTAGE_SECONDS = Integer.getInteger("ringside.outage", 5);
  private static final long SEED = Long.getLong("ringside.seed", 20261127);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SERVES = "following 1 sources, serving http://127.0.0.1:";

  /** Whatever the reason: a disk that refuses the state first fills the queue, not the spool. */
  private static final String DROPPED = "ringside_agent_calls_dropped_total{";

  /** Calls of a rank in a dump: about 600 a second, and 8,000. */
  private static final int SOME = 60;

  private static final int MANY = 800;

  private static final long SLACK_BYTES = 1 << 18;

  /** Of docs/agent.md. */
  private static final long MOST_RESIDENT_KIB = 256 << 10;

  private static final AtomicInteger TENANTS = new AtomicInteger();

  private static KafkaProcess kafka;

  @TempDir private Path folder;

  private final Tenant tenant = new Tenant("t" + TENANTS.incrementAndGet());
  private InspectorWriter writer;
  private JavaProcess agent;

  @BeforeAll
  static void startBroker() {
    kafka = KafkaProcess.start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void begin() {
    kafka.createTopic(Topics.calls(tenant), 3, Map.of());
  }

  @AfterEach
  void end() {
    if (writer != null) {
      writer.close();
    }
    if (agent != null) {
      agent.close();
    }
  }

  private void startWriter(int mostCalls) {
    writer = new InspectorWriter(folder, SEED, mostCalls);
  }

  private void startAgent(String spoolBytes) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("agent.yaml"),
            """
            deployment: d
            kafka: {brokers: "%s", tenant: %s}
            sources: [{inspector: inspector}]
            spool: {directory: spool, bytes: %s}
            every: 100ms
            hold-back: 150ms
            metrics: {port: 0}
            """
                .formatted(kafka.bootstrapServers(), tenant.name(), spoolBytes));
    Path logging =
        Path.of(System.getProperty("ringside.repository"), "agent/src/main/sh/log4j2.xml");
    agent =
        JavaProcess.start(
            new JavaProcess.Command(
                "agent",
                AgentMain.class.getName(),
                List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
                List.of(
                    "-Xmx96m",
                    "-Xss512k",
                    "-XX:+UseSerialGC",
                    "-XX:MaxMetaspaceSize=64m",
                    "-XX:ReservedCodeCacheSize=32m",
                    "-XX:MaxDirectMemorySize=16m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Dlog4j2.configurationFile=" + logging),
                List.of("--config", config.toString()),
                folder));
  }

  /** The agent's metrics, once it serves them. */
  private AgentPage page() {
    String address = agent.awaitLine(SERVES, PATIENCE);
    return new AgentPage(Integer.parseInt(address.substring(0, address.indexOf('/'))));
  }

  private Arrivals arrivals() {
    return new Arrivals(kafka.bootstrapServers(), Topics.calls(tenant));
  }

  private static void await(Arrivals arrivals, long ofEachRank) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until
        && (arrivals.calls(0) < ofEachRank || arrivals.calls(1) < ofEachRank)) {
      arrivals.read(Duration.ofMillis(200));
    }
  }

  private void requireAllOnce(Arrivals arrivals, long ofEachRank) {
    await(arrivals, ofEachRank);
    for (int rank = 0; rank < InspectorWriterMain.RANKS; rank++) {
      assertThat(arrivals.calls(rank))
          .as("calls of rank %d; %s", rank, agent.tail())
          .isEqualTo(ofEachRank);
    }
    assertThat(arrivals.doubled()).as("calls that count twice").isZero();
    assertThat(arrivals.gaps).as("batches that never came").isZero();
  }

  /**
   * Half of the way a new process begins the files anew while the agent runs, and another one under
   * other inodes while it is dead. What of a life was never read goes with its file, so the writer
   * waits before that until all has arrived.
   */
  @Test
  void killedAtAnyMomentItLosesNothingAndDoublesNothing() throws Exception {
    Random random = new Random(SEED);
    startWriter(SOME);
    try (Arrivals arrivals = arrivals()) {
      startAgent("64MiB");
      page();
      for (int kill = 0; kill < KILLS; kill++) {
        Thread.sleep(random.nextInt(300, 2500)); // the moment of the kill, not a wait for anything
        if (kill == KILLS / 3) {
          requireAllOnce(arrivals, writer.pause());
          writer.truncate();
        }
        if (kill == KILLS / 2) {
          requireAllOnce(arrivals, writer.pause());
        }
        agent.kill();
        if (kill == KILLS / 2) {
          writer.replace();
        }
        startAgent("64MiB");
        arrivals.read(Duration.ZERO);
      }
      page();
      long made = writer.stop();
      requireAllOnce(arrivals, made);
      page().requireEachInOnePlace();
      System.out.printf(
          "%d kills, 2 replaced files: %d calls of each rank, 0 lost, 0 doubled; %d repeated"
              + " batches recognised, %d runs, %d heartbeats%n",
          KILLS, made, arrivals.repeats, arrivals.runs.size(), arrivals.heartbeats);
    }
  }

  @Test
  void aBrokerThatIsAwayIsWaitedFor() throws Exception {
    startWriter(SOME);
    startAgent("64MiB");
    AgentPage page = page();
    try (Arrivals arrivals = arrivals()) {
      await(arrivals, 1);
      kafka.kill();
      long before = writer.goOn();
      long waiting = 0;
      long resident = 0;
      long until = System.nanoTime() + Duration.ofSeconds(OUTAGE_SECONDS).toNanos();
      while (System.nanoTime() < until) {
        Thread.sleep(250); // how often the agent is looked at
        page.requireBalance();
        assertThat(spoolBytes(folder)).isLessThanOrEqualTo((64 << 20) + SLACK_BYTES);
        waiting = Math.max(waiting, page.value("ringside_agent_batches_pending "));
        resident = Math.max(resident, residentKib());
      }
      long after = writer.goOn();
      kafka.restart();
      long made = writer.stop();
      requireAllOnce(arrivals, made);
      page.requireBalance();
      assertThat(after - before).as("calls of the outage").isPositive();
      assertThat(page.value(DROPPED)).isZero();
      assertThat(resident).as("KiB resident").isLessThan(MOST_RESIDENT_KIB);
      System.out.printf(
          "broker away %d s: %d of %d calls of each rank were made meanwhile, 0 lost, 0 doubled; up"
              + " to %d batches waited, up to %d MiB resident%n",
          OUTAGE_SECONDS, after - before, made, waiting, resident >> 10);
    }
  }

  private long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(agent.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSpoolThatIsFullDropsTheNewestAndStaysWithinItsBound() throws Exception {
    startWriter(MANY);
    startAgent("1MiB");
    String said = full((1 << 20) + SLACK_BYTES, "spool of 1 MiB full");
    assertThat(agent.tail()).doesNotContain("the spool cannot be written");
    System.out.println(said);
  }

  /** A file system of 2 MiB under a spool that may have 64. */
  @Test
  void aDiskThatIsFullCostsOnlyWhatIsCounted() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("spool"), "2m")) {
      startWriter(MANY);
      startAgent("64MiB");
      String said = full(2 << 20, "disk of 2 MiB full");
      assertThat(agent.tail()).contains("the spool cannot be written");
      agent.close();
      System.out.println(said);
    }
  }

  /** Broker away until calls are dropped, then back: what was not dropped arrives once. */
  private String full(long mostBytes, String what) throws Exception {
    AgentPage page = page();
    try (Arrivals arrivals = arrivals()) {
      await(arrivals, 1);
      kafka.kill();
      long until = System.nanoTime() + PATIENCE.toNanos();
      try {
        while (page.value(DROPPED) == 0 && System.nanoTime() < until) {
          assertThat(spoolBytes(folder)).isLessThanOrEqualTo(mostBytes);
          Thread.sleep(100); // how often the agent is looked at
        }
        assertThat(page.value(DROPPED)).as(agent.tail()).isPositive();
        page.requireBalance();
      } finally {
        kafka.restart();
      }
      long made = InspectorWriterMain.RANKS * writer.stop();
      while (arrived(arrivals) + page.value(DROPPED) < made) {
        assertThat(System.nanoTime() - until)
            .as(
                "%d of %d calls arrived; %s%n%s",
                arrived(arrivals), made, page.account(), agent.tail())
            .isLessThan(PATIENCE.toNanos());
        arrivals.read(Duration.ofMillis(500));
      }
      page.requireBalance();
      assertThat(arrived(arrivals) + page.value(DROPPED)).isEqualTo(made);
      assertThat(arrivals.doubled()).isZero();
      return "%s: %d of %d calls dropped and counted, the rest arrived once"
          .formatted(what, page.value(DROPPED), made);
    }
  }

  private static long arrived(Arrivals arrivals) {
    return arrivals.calls(0) + arrivals.calls(1);
  }

  /** Calls that the writer's ring lost are in no file: the agent says how many. */
  @Test
  void whatTheRingLostIsSaidWithItsNumber() throws Exception {
    startWriter(SOME);
    startAgent("64MiB");
    AgentPage page = page();
    try (Arrivals arrivals = arrivals()) {
      await(arrivals, 1);
      writer.overrun();
      writer.goOn();
      await(arrivals, writer.goOn() + 1);
      requireAllOnce(arrivals, writer.stop());
      page.requireBalance();
      assertThat(agent.tail())
          .contains("vm pid 1000: the writer counts 100 collectives")
          .contains("vm pid 1001: the writer counts 100 collectives");
    }
  }

  private static long spoolBytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
