package dev.ringside.cli.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.exporter.main.ExporterMain;
import dev.ringside.flink.main.JobMain;
import dev.ringside.ingest.kafka.KafkaBatchPublisher;
import dev.ringside.ingest.kafka.ProducerSettings;
import dev.ringside.ingest.publish.Outage;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.schemas.topic.Topics;
import dev.ringside.testkit.kafka.SecuredKafka;
import dev.ringside.testkit.process.FreePorts;
import dev.ringside.testkit.process.JavaProcess;
import dev.ringside.testkit.tls.SelfSigned;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every program against a Kafka with TLS, SCRAM and ACLs, which {@code ringside acls} has set up:
 * with its rights it works, without them it says so in one line, and no password shows anywhere.
 */
class SecuredKafkaIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PLANTED = "pl4nted-";

  /** By user, all with a password of their own. */
  private static final Map<String, String> PASSWORDS = new TreeMap<>();

  static {
    for (String user :
        List.of(
            "admin", "ops", "team-a", "team-b", "replayer", "job", "exporter", "blind", "nobody")) {
      PASSWORDS.put(user, PLANTED + user);
    }
  }

  private static final String[] ROLES = {
    "acls",
    "--apply",
    "--tenant=team-a",
    "--agent=User:team-a",
    "--agent=User:replayer",
    "--agent=User:blind",
    "--deploy=User:ops",
    "--deploy=User:replayer",
    "--deploy=User:blind",
    "--job=User:job",
    "--exporter=User:exporter",
    "--exporter=User:replayer",
    "--operator=User:ops"
  };

  private static final Map<String, Path> PROPERTIES = new TreeMap<>();
  private static final List<Cli> RUNS = new ArrayList<>();

  @TempDir private static Path folder;
  private static DemoRecording recording;
  private static SecuredKafka kafka;
  private static JavaProcess job;
  private static JavaProcess exporter;
  private static int exporterPort;

  @BeforeAll
  static void setUp() throws Exception {
    recording = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2);
    kafka = SecuredKafka.start(SelfSigned.in(folder, PLANTED + "store"), PASSWORDS);
    for (String user : PASSWORDS.keySet()) {
      PROPERTIES.put(
          user, Files.writeString(folder.resolve(user + ".properties"), kafka.properties(user)));
    }
    PROPERTIES.put(
        "stranger",
        Files.writeString(
            folder.resolve("stranger.properties"),
            kafka.properties("team-a").replace(PLANTED + "team-a", PLANTED + "wrong")));
    works(as("admin", ROLES));
    works(as("ops", "topics", "--tenant=team-a"));
    works(as("ops", "topics", "--tenant=team-b"));
    job = start("job", JobMain.class, "--parallelism=1");
    exporterPort = FreePorts.next();
    exporter = start("exporter", ExporterMain.class, "--port=" + exporterPort);
    exporter.awaitLine("serving http", PATIENCE);
    works(as("ops", "deploy", recording.deployment().toString(), "--tenant=team-a"));
    // A job that is just starting may read calls some seconds before it reads whose they are.
    await()
        .atMost(PATIENCE)
        .until(() -> replay("replayer", "--tenant=team-a", "--report-json=-").exit() == 0);
  }

  @AfterAll
  static void tearDown() throws IOException {
    job.close();
    exporter.close();
    kafka.close();
    recording.close();
  }

  @Test
  void withTheirRightsAllProgramsWork() {
    Cli deploy = as("ops", "deploy", recording.deployment().toString(), "--tenant=team-a");
    works(deploy);
    assertThat(deploy.err()).contains("published deployment hf-llama-tp2 of tenant team-a");

    Cli replay = replay("replayer", "--tenant=team-a", "--report-json=-");

    works(replay);
    ReportAssert.soundReport(replay, 1088);
    assertThat(replay.json().get("verdict").asText()).isEqualTo("match");
    works(as("replayer", "simulate", "--scenario=clean", "--duration=2s", "--tenant=team-a"));
    await()
        .atMost(PATIENCE)
        .until(() -> metrics().contains("ringside_passes_total{deployment=\"hf-llama-tp2\""));
  }

  @Test
  void aTenantCannotSpeakForAnother() throws Exception {
    works(as("ops", "deploy", recording.deployment().toString(), "--tenant=team-a"));
    grant("--tenant=team-b", "--agent=User:team-b");
    RecordKey theirs = new RecordKey("hf-llama-tp2", 0, 0);
    ProducerSettings intruder =
        ProducerSettings.fromFile(kafka.bootstrapServers(), PROPERTIES.get("team-b"))
            .ownedBy(new Tenant("team-b"));

    try (KafkaBatchPublisher publisher = KafkaBatchPublisher.connect(intruder, Outage.UNHEARD)) {
      publisher.send(theirs, "not even a batch".getBytes(UTF_8));
      assertThat(publisher.flush(PATIENCE)).isTrue();
    }

    assertThat(firstDeadLetterFrom(Topics.calls(new Tenant("team-b"))))
        .containsEntry(DeadLetter.REASON, DeadLetter.WRONG_TENANT);
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, topics, Authorization failed",
    "team-a, topics --tenant=team-c, Authorization failed",
    "ops, acls --apply --agent=User:x, this user has no right to change the cluster",
    "nobody, deploy DEPLOYMENT, Not authorized to access topics: [ringside.deployments]",
    "nobody, replay RECORDING --deployment=DEPLOYMENT, Not authorized to access topics",
    "team-a, replay RECORDING --deployment=DEPLOYMENT --tenant=team-a,"
        + " Not authorized to access topics: [ringside.deployments]",
    "replayer, replay RECORDING --deployment=DEPLOYMENT --tenant=team-b,"
        + " Not authorized to access topics: [ringside.calls.team-b]",
    "blind, replay RECORDING --deployment=DEPLOYMENT --tenant=team-a --report-json=-,"
        + " Not authorized to access topics: [ringside.reports]",
    "team-a, simulate --scenario=clean --duration=1s --tenant=team-a,"
        + " Not authorized to access topics: [ringside.deployments]",
    "stranger, topics, Authentication failed",
    "stranger, acls --apply --agent=User:x, Authentication failed",
    "stranger, deploy DEPLOYMENT, Authentication failed",
    "stranger, replay RECORDING --deployment=DEPLOYMENT, Authentication failed",
    "stranger, simulate --scenario=clean --duration=1s, Authentication failed"
  })
  void withoutThemACommandSaysSoInOneLine(String user, String line, String why) {
    String words =
        line.replace("DEPLOYMENT", recording.deployment().toString())
            .replace("RECORDING", recording.traces().get(0) + " " + recording.traces().get(1));

    Cli cli = as(user, words.split(" "));

    assertThat(cli.exit()).as(cli.err()).isEqualTo(2);
    assertThat(cli.errLines()).singleElement().asString().contains(why, kafka.bootstrapServers());
    assertThat(cli.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, Not authorized to access topics: [ringside.reports]",
    "stranger, Authentication failed"
  })
  void theExporterToo(String user, String why) throws Exception {
    denied(start(user, ExporterMain.class, "--port=0"), why);
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, ringside acls --job",
    "exporter, ringside acls --job",
    "stranger, Authentication failed"
  })
  void theJobToo(String user, String why) throws Exception {
    denied(start(user, JobMain.class), why);
  }

  private static void denied(JavaProcess process, String why) {
    try (process) {
      assertThat(process.awaitEnd(PATIENCE)).as(process.tail()).isEqualTo(2);
      assertThat(process.tail().lines().filter(line -> line.contains(why)))
          .as(process.tail())
          .hasSize(1);
      assertThat(process.tail()).doesNotContain("\tat ");
    }
  }

  @Test
  void noSecretShowsInOutputLogCommandLineOrFileName() throws Exception {
    works(
        as(
            "ops",
            "topics",
            "--debug",
            "--log-file=" + folder.resolve("commands.log"),
            "--tenant=team-a"));
    as("stranger", "topics", "--debug", "--log-file=" + folder.resolve("commands.log"));

    for (Cli run : RUNS) {
      assertThat(run.out() + run.err()).doesNotContain(PLANTED);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.getFileName().toString()).doesNotContain(PLANTED);
        if (file.toString().endsWith(".log")) {
          assertThat(Files.readString(file, ISO_8859_1)).as("%s", file).doesNotContain(PLANTED);
        }
      }
    }
    for (JavaProcess process : List.of(job, exporter)) {
      ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
      assertThat(handle.info().commandLine().orElse("")).doesNotContain(PLANTED);
    }
  }

  @Test
  void grantingAgainChangesNothing() throws Exception {
    long before = acls();

    works(as("admin", ROLES));

    assertThat(acls()).isEqualTo(before).isGreaterThan(10);
  }

  private static long acls() throws ExecutionException, InterruptedException {
    try (Admin admin = kafka.admin()) {
      return admin.describeAcls(AclBindingFilter.ANY).values().get().size();
    }
  }

  private static void grant(String... roles) {
    List<String> words = new ArrayList<>(List.of("acls", "--apply"));
    words.addAll(List.of(roles));
    works(as("admin", words.toArray(new String[0])));
  }

  private static Cli replay(String user, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "replay",
                recording.traces().get(0).toString(),
                recording.traces().get(1).toString(),
                "--deployment=" + recording.deployment()));
    words.addAll(List.of(more));
    return as(user, words.toArray(new String[0]));
  }

  private static Cli as(String user, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--brokers=" + kafka.bootstrapServers());
    all.add("--client-properties=" + PROPERTIES.get(user));
    Cli run = Cli.run(all.toArray(new String[0]));
    RUNS.add(run);
    return run;
  }

  private static void works(Cli run) {
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private static JavaProcess start(String user, Class<?> main, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--brokers=" + kafka.bootstrapServers(),
                "--client-properties=" + PROPERTIES.get(user)));
    arguments.addAll(List.of(more));
    return JavaProcess.start(
        new JavaProcess.Command(
            main.getSimpleName(),
            main.getName(),
            List.of(System.getProperty("java.class.path").split(File.pathSeparator)),
            List.of("-Xmx512m", "-XX:+HeapDumpOnOutOfMemoryError"),
            arguments,
            Files.createTempDirectory(folder, user)));
  }

  private static String metrics() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d/metrics".formatted(exporterPort));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Its headers. Read with the exporter's rights. */
  private static Map<String, String> firstDeadLetterFrom(String topic) {
    Map<String, Object> settings = new HashMap<>(kafka.client("exporter"));
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(Topics.DEAD_LETTERS, 0)));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        for (var letter : consumer.poll(Duration.ofMillis(200))) {
          Map<String, String> headers = new TreeMap<>();
          letter.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
          if (topic.equals(headers.get(DeadLetter.TOPIC))) {
            return headers;
          }
        }
      }
    }
    throw new AssertionError("no dead letter came from " + topic + ":\n" + job.tail());
  }
}
