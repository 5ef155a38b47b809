package dev.ringside.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringside.agent.config.AgentConfig;
import dev.ringside.agent.main.Agent;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.ingest.kafka.DeploymentPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.kafka.TopicSetup;
import dev.ringside.ingest.publish.PublishCounts.Amount;
import dev.ringside.schemas.report.WindowReportCodec;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.ras.RasDouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the files of a server to verdicts, with nothing left out but the GPUs: agents, broker and
 * job run as they do in production. The server serves for some seconds and then hangs.
 */
class LiveServerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PROMPT = 121;
  private static final String SEEN = "seen";
  private static final String HALF_SEEN = "half-seen";

  @TempDir private Path folder;

  private final List<WindowReport> reports = new ArrayList<>();

  @Test
  void whatAServerDoesAndWhereItHangsIsTold() throws Exception {
    try (EmbeddedPipeline pipeline = EmbeddedPipeline.begin();
        RasDouble ras = new RasDouble()) {
      startJob(pipeline);
      ScriptedServer server =
          new ScriptedServer(
              deployment(SEEN), folder.resolve("inspector"), folder.resolve("server.log"));
      ras.answers(server::ras);
      seeHalf(server);
      try (Agent whole = Agent.start(config(SEEN, wholeServer(pipeline.brokers(), ras)));
          Agent half = Agent.start(config(HALF_SEEN, halfServer(pipeline.brokers())));
          KafkaConsumer<byte[], byte[]> reader = reader(pipeline.brokers())) {
        serveUntil(server, reader, report -> isDeaf(report) && has(SEEN, LiveServerIT::isJoined));
        server.hang(1, 3);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  poll(reader);
                  assertThat(of(SEEN, LiveServerIT::isOpenCall)).as("%s", said()).isNotEmpty();
                });
        assertThat(whole.published().dropped().values()).allMatch(Amount.NONE::equals);
        assertThat(half.published().dropped().values()).allMatch(Amount.NONE::equals);
      }
    }
    assertThat(of(SEEN, report -> report.verdict() == Verdict.MATCH_BY_COUNT)).isEmpty();
    assertThat(of(SEEN, report -> report.verdict() == Verdict.DEVIATION)).isEmpty();
    assertThat(of(SEEN, report -> report.verdict() == Verdict.MATCH)).isNotEmpty();
    assertHung(of(SEEN, LiveServerIT::isOpenCall).get(0));
    assertDeaf(of(HALF_SEEN, LiveServerIT::isDeaf).get(0));
    assertTold(of(SEEN, LiveServerIT::isJoined).get(0));
  }

  /** The third all-reduce of the pass is the last that ended; rank 1 has not come to the next. */
  private static void assertHung(WindowReport report) {
    Finding finding = report.findings().get(0);
    assertThat(finding.evidence())
        .containsEntry("arrived", "[0]")
        .containsEntry("missing", "[1]")
        .containsEntry("collective", "AllReduce")
        .containsEntry("rank_1", "vm, pid " + ScriptedServer.pid(1));
  }

  private static void assertDeaf(WindowReport report) {
    assertThat(report.findings())
        .filteredOn(finding -> finding.kind().equals("ranks_unseen"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.ranks()).containsExactly(1))
        .satisfies(
            finding ->
                assertThat(finding.evidence().get("rank_1"))
                    .contains("pid " + ProcessHandle.current().pid()));
  }

  private static void assertTold(WindowReport report) {
    EnginePasses total = report.told().orElseThrow().total();
    assertThat(total.withoutCalls()).isZero();
    assertThat(total.tokens()).isGreaterThanOrEqualTo(PROMPT);
  }

  private static boolean isOpenCall(WindowReport report) {
    return report.verdict() == Verdict.HUNG
        && report.findings().get(0).evidence().get("shown_by").equals("open_call");
  }

  private static boolean isDeaf(WindowReport report) {
    return report.verdict() == Verdict.DEAF;
  }

  private static boolean isJoined(WindowReport report) {
    return report.told().map(told -> told.total().joined() > 1).orElse(false);
  }

  /** A request after the other, for as long as it takes the job to see what there is to see. */
  private void serveUntil(
      ScriptedServer server, KafkaConsumer<byte[], byte[]> reader, Predicate<WindowReport> seen)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int pass = 0;
    while (of(HALF_SEEN, seen).isEmpty()) {
      assertThat(System.nanoTime()).as("%s", said()).isLessThan(end);
      server.pass(pass++ % 10 == 0 ? PROMPT : 1);
      poll(reader);
    }
  }

  private List<String> said() {
    return reports.stream()
        .map(
            report ->
                "%s %d %s %s %s"
                    .formatted(
                        report.deployment(),
                        report.startNs() / 1_000_000_000,
                        report.verdict(),
                        report.findings().stream().map(Finding::text).toList(),
                        report.told()))
        .toList();
  }

  private void poll(KafkaConsumer<byte[], byte[]> reader) throws Exception {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
      reports.add(WindowReportCodec.decode(record.value()));
    }
  }

  private List<WindowReport> of(String deployment, Predicate<WindowReport> which) {
    return reports.stream()
        .filter(report -> report.deployment().equals(deployment))
        .filter(which)
        .toList();
  }

  private boolean has(String deployment, Predicate<WindowReport> which) {
    return !of(deployment, which).isEmpty();
  }

  private static Deployment deployment(String name) {
    return new Deployment(
        name,
        new ModelShape("tiny", 2, 64, 512, 2),
        Engine.VLLM,
        new ParallelLayout(ScriptedServer.RANKS, 1, 1),
        DataType.BFLOAT16,
        OptionalInt.of(8),
        "unknown");
  }

  private static void startJob(EmbeddedPipeline pipeline) throws Exception {
    ProducerSettings kafka = ProducerSettings.of(pipeline.brokers());
    new TopicSetup(kafka).createMissing(1);
    pipeline.run(
        JobSettings.parse(
            "--brokers=" + pipeline.brokers(),
            "--window-seconds=1",
            "--lateness-seconds=1",
            "--quiet-seconds=1",
            "--hang-seconds=1",
            "--parallelism=1"));
    new DeploymentPublisher(kafka).publish(deployment(SEEN));
    new DeploymentPublisher(kafka).publish(deployment(HALF_SEEN));
  }

  /** The profiler of rank 1 writes somewhere else: the process is there, its calls are not. */
  private void seeHalf(ScriptedServer server) throws Exception {
    Path half = Files.createDirectories(folder.resolve("half"));
    Files.createLink(half.resolve(server.file(0).getFileName()), server.file(0));
  }

  private static String wholeServer(String brokers, RasDouble ras) {
    return """
    kafka: {brokers: "%s"}
    sources: [{inspector: inspector}]
    iterations: [{files: server.log, replica: 0}]
    ras: {address: "127.0.0.1:%d", poll: 1s}
    """
        .formatted(brokers, ras.address().getPort());
  }

  private static String halfServer(String brokers) {
    return """
    kafka: {brokers: "%s"}
    sources: [{inspector: half}]
    ranks: [{pid: %d, rank: 0}, {pid: %d, rank: 1}]
    """
        .formatted(brokers, ScriptedServer.pid(0), ProcessHandle.current().pid());
  }

  private AgentConfig config(String name, String rest) throws Exception {
    String text =
        """
        deployment: %s
        spool: {directory: spool-%s}
        every: 250ms
        hold-back: 500ms
        metrics: {port: 0}
        """
            .formatted(name, name);
    return AgentConfig.read(Files.writeString(folder.resolve(name + ".yaml"), text + rest));
  }

  private static KafkaConsumer<byte[], byte[]> reader(String brokers) {
    KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    TopicPartition only = new TopicPartition(Topics.REPORTS, 0);
    reader.assign(List.of(only));
    reader.seekToBeginning(List.of(only));
    return reader;
  }
}
