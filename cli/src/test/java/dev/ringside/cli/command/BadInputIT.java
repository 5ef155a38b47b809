package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import dev.ringside.cli.kafka.PublishedRecords;
import dev.ringside.testkit.kafka.InVmKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that can be wrong with the input: exit 2, one line that names it, nothing published.
 */
class BadInputIT {

  private static final String RANK_0 = "rank0.pt.trace.json.gz";
  private static final String RANK_1 = "rank1.pt.trace.json.gz";

  private static InVmKafka kafka;

  @TempDir private Path traces;
  private Path deployment;

  @BeforeAll
  static void startKafka() {
    kafka = InVmKafka.start();
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void layOutSoundInput() throws IOException {
    try (DemoRecording recording = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      for (Path trace : recording.traces()) {
        Files.copy(trace, traces.resolve(trace.getFileName()));
      }
      Path config = traces.resolve("model").resolve("config.json");
      Files.createDirectory(config.getParent());
      Files.copy(recording.folder().resolve("config.json"), config);
      deployment = traces.resolve("deployment.yaml");
      String yaml = Files.readString(recording.deployment());
      Files.writeString(deployment, yaml.replace("config.json", "model/config.json"));
    }
  }

  @Test
  void noSuchPath() {
    refuses(traces.resolve("nowhere"), "nowhere: no such file or folder");
  }

  @Test
  void noTraceInTheFolder() {
    refuses(traces.resolve("model"), "no trace found");
  }

  @Test
  void aFileThatIsNoTrace() throws IOException {
    refuses(Files.writeString(traces.resolve("notes.txt"), "nothing"), "notes.txt");
  }

  @Test
  void truncatedGzip() throws IOException {
    byte[] whole = Files.readAllBytes(traces.resolve(RANK_1));
    Files.write(traces.resolve(RANK_1), Arrays.copyOf(whole, whole.length / 2));
    refuses(traces, RANK_1, "truncated");
  }

  @Test
  void jsonThatBreaksHalfWay() throws IOException {
    byte[] json;
    try (GZIPInputStream whole =
        new GZIPInputStream(Files.newInputStream(traces.resolve(RANK_1)))) {
      json = whole.readNBytes(100_000);
    }
    Files.delete(traces.resolve(RANK_1));
    Files.write(traces.resolve("rank1.json"), json);
    refuses(traces, "rank1.json", "breaks off after", "bytes");
  }

  @Test
  void theSameRankTwice() throws IOException {
    Files.copy(traces.resolve(RANK_0), traces.resolve("again.json.gz"));
    refuses(traces, "rank 0 twice", RANK_0, "again.json.gz");
  }

  @ParameterizedTest
  @CsvSource({
    "transformers, sglang9, engine",
    "model/config.json, llama-99b, llama-99b",
    "tensor: 2, tensor: two, tensor",
    "bfloat16, blorp16, dtype",
    "name:, nom:, nom"
  })
  void aDeploymentThatCannotBe(String right, String wrong, String named) throws IOException {
    Files.writeString(deployment, Files.readString(deployment).replace(right, wrong));
    refuses(traces, "deployment.yaml", named);
  }

  @Test
  void noSuchDeploymentFile() throws IOException {
    Files.delete(deployment);
    refuses(traces, "deployment.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensor: 4", "tensor: 2, pipeline: 2", "tensor: 1"})
  void aWorldOfAnotherSizeThanTheDeployment(String layout) throws IOException {
    String yaml = Files.readString(deployment).replace("transformers", "vllm");
    Files.writeString(deployment, yaml.replace("tensor: 2", layout));
    refuses(traces, "2 ranks", "hf-llama-tp2", "parallelism");
  }

  @Test
  void aContainerBesideTraces() {
    RecordedContainer.write(traces.resolve("calls.avro"));
    refuses(traces, "calls.avro is a container", "rank0.pt.trace.json.gz is none", "either");
  }

  @Test
  void aContainerThatEndsTooEarly() throws IOException {
    Path calls = RecordedContainer.write(traces.resolve("calls.avro"));
    byte[] whole = Files.readAllBytes(calls);
    Files.write(calls, Arrays.copyOf(whole, whole.length - 20));
    refuses(calls, "calls.avro: TRUNCATED at byte", "in block", "the file ends in");
  }

  @Test
  void aContainerThatIsNone() throws IOException {
    refuses(
        Files.writeString(traces.resolve("calls.avro"), "nothing"),
        "calls.avro: NOT_A_CONTAINER at byte 0",
        "expected 4f626a01");
    refuses(Files.write(traces.resolve("calls.avro"), new byte[0]), "calls.avro", "an empty file");
  }

  @Test
  void theSameRankInTwoContainers() throws IOException {
    Path folder = Files.createDirectory(traces.resolve("containers"));
    RecordedContainer.write(folder.resolve("one.avro"));
    RecordedContainer.write(folder.resolve("two.avro"));
    refuses(folder, "rank 0 twice", "one.avro", "two.avro");
  }

  @Test
  void aContainerOfMoreRanksThanTheDeployment() {
    Path calls =
        RecordedContainer.write(
            traces.resolve("calls.avro"),
            header ->
                Optional.of(RecordedContainer.with(header, "", 0, header.rank() * 9, "r", 0)));
    refuses(calls, "rank 9 (", "calls.avro", "hf-llama-tp2", "ranks 0 to 1", "parallelism");
  }

  @Test
  void aContainerOfOtherReplicasThanTheDeployment() {
    Path calls =
        RecordedContainer.write(
            traces.resolve("calls.avro"),
            header ->
                Optional.of(
                    RecordedContainer.with(
                        header, "d", header.rank(), header.rank(), "r", header.batchSequence())));
    refuses(
        calls,
        "rank 1 belongs to replica 1",
        "calls.avro",
        "puts it into replica 0",
        "parallelism");
  }

  @Test
  void badClientProperties() throws IOException {
    Path properties = Files.writeString(traces.resolve("client.properties"), "acks=0\n");
    refuses(
        Cli.run(
            "replay",
            traces.toString(),
            "--deployment=" + deployment,
            "--brokers=" + kafka.bootstrapServers(),
            "--client-properties=" + properties),
        "client.properties",
        "acks");
  }

  @Test
  void theEmbeddedReplaySaysTheSame() throws IOException {
    Files.copy(traces.resolve(RANK_0), traces.resolve("again.json.gz"));
    refuses(
        Cli.run("replay", traces.toString(), "--deployment=" + deployment),
        "rank 0 twice",
        "again.json.gz");
  }

  @Test
  void deployChecksTheDeploymentToo() throws IOException {
    Files.writeString(deployment, "name: x\n");
    refuses(
        Cli.run("deploy", deployment.toString(), "--brokers=" + kafka.bootstrapServers()),
        "deployment.yaml");
  }

  private void refuses(Path path, String... named) {
    refuses(
        Cli.run(
            "replay",
            path.toString(),
            "--deployment=" + deployment,
            "--brokers=" + kafka.bootstrapServers()),
        named);
  }

  private static void refuses(Cli cli, String... named) {
    assertThat(cli.exit()).as(cli.err()).isEqualTo(2);
    assertThat(cli.errLines()).singleElement().asString().contains(named);
    assertThat(cli.out()).isEmpty();
    assertThat(PublishedRecords.calls(kafka.bootstrapServers())).isZero();
    assertThat(PublishedRecords.deployments(kafka.bootstrapServers())).isZero();
  }
}
