package dev.ringside.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {

  private static final String LEAST =
      """
      kafka: {brokers: "k:9092"}
      sources: [{inspector: /var/log/nccl}]
      spool: {directory: spool}
      """;

  @TempDir private Path folder;

  private AgentConfig read(String text) throws Exception {
    return AgentConfig.read(Files.writeString(folder.resolve("agent.yaml"), text));
  }

  @Test
  void whatIsNotSaidHasAUsualValue() throws Exception {
    AgentConfig config = read(LEAST);

    assertThat(config.deployment()).isEmpty();
    assertThat(config.spool().folder()).isEqualTo(folder.resolve("spool"));
    assertThat(config.spool().bytes()).isEqualTo(1L << 30);
    assertThat(config.timing().every()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.metrics().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.metrics().getPort()).isEqualTo(9465);
    assertThat(config.sources().get(0).name()).isEqualTo("inspector:/var/log/nccl");
  }

  @Test
  void everythingCanBeSaid() throws Exception {
    AgentConfig config =
        read(
            """
            deployment: llama
            ranks-per-replica: 8
            kafka: {brokers: "k:9092", tenant: blue}
            sources: [{inspector: a}, {inspector: b}]
            spool: {directory: /spool, bytes: 64MiB, age: 10m}
            every: 500ms
            hold-back: 3s
            queue: 32
            metrics: {address: 0.0.0.0, port: 9000}
            ranks: [{gpu: 3, rank: 11}, {host: n1, pid: 77, rank: 2}]
            """);

    assertThat(config.ranksPerReplica()).isEqualTo(8);
    assertThat(config.kafka().tenant().name()).isEqualTo("blue");
    assertThat(config.spool().bytes()).isEqualTo(64L << 20);
    assertThat(config.spool().age()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.ranks())
        .containsExactly(
            new RankRule("", OptionalInt.of(3), OptionalInt.empty(), 11),
            new RankRule("n1", OptionalInt.empty(), OptionalInt.of(77), 2));
  }

  /** An agent may follow engines alone. Nothing is done with RAS that is not said. */
  @Test
  void enginesAndRasCanBeSaid() throws Exception {
    AgentConfig config =
        read(
            """
            replica: 2
            kafka: {brokers: "k:9092"}
            iterations: [{files: /var/log/server.log, replica: 5}, {zmq: "tcp://127.0.0.1:20380"}]
            ras: {poll: 30s, timing: {events: "coll,kernelch", restore: none, for: 30s}}
            spool: {directory: spool}
            """);

    assertThat(config.sources()).isEmpty();
    assertThat(config.iterations())
        .containsExactly(
            new IterationConfig(IterationConfig.Kind.FILES, "/var/log/server.log", 5),
            new IterationConfig(IterationConfig.Kind.ZMQ, "tcp://127.0.0.1:20380", 2));
    RasConfig ras = config.ras().orElseThrow();
    assertThat(ras.address().getPort()).isEqualTo(28028);
    assertThat(ras.poll()).contains(Duration.ofSeconds(30));
    assertThat(ras.timing())
        .contains(new RasConfig.Timing("coll,kernelch", "none", Duration.ofSeconds(30)));
    assertThat(read(LEAST).ras()).isEmpty();
  }

  /** One line: file, line, and what was expected. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "brokers|'kafka: {brokers: \"k:9092\"}'|'kafka: {}'|:1: \"brokers\" is missing",
        "key|'spool: '|'spol: '|unknown key \"spol\"; known are",
        "size|'directory: spool'|'directory: spool, bytes: many'|expected a size such as 64MiB",
        "room|'directory: spool'|'directory: spool, bytes: 10'|\"bytes\" must be at least 1MiB",
        "source|'inspector: /var/log/nccl'|'nsight: x'|unknown key \"nsight\"",
        "none|'[{inspector: /var/log/nccl}]'|'[]'|\"sources\" is missing or empty",
        "port|'spool: '|'metrics: {port: 70000}\nspool: '|must be at most 65535",
        "tenant|'brokers: '|'tenant: a_b, brokers: '|cannot be used: tenant: expected",
        "rule|'spool: '|'ranks: [{rank: 3}]\nspool: '|needs \"gpu\" or \"pid\"",
        "zmq|'spool: '|'iterations: [{zmq: here}]\nspool: '|expected an address such as tcp://",
        "two|'spool: '|'iterations: [{zmq: a, files: b}]\nspool: '|is one of files, zmq",
        "ras|'spool: '|'ras: {address: here}\nspool: '|expected HOST:PORT",
        "mask|'spool: '|'ras: {timing: {events: A B, restore: none}}\nspool: '|expected events as",
        "both|'spool: '|'replica: 1\nranks-per-replica: 2\nspool: '|excludes"
      })
  void whatCannotBeUsedIsOneLine(String name, String from, String to, String message) {
    assertThatThrownBy(() -> read(LEAST.replace(from, to.replace("\\n", "\n"))))
        .as(name)
        .hasMessageContaining(message)
        .hasMessageContaining("agent.yaml")
        .message()
        .hasLineCount(1);
  }
}
