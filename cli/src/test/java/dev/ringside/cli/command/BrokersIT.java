package dev.ringside.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import dev.ringside.cli.embedded.EmbeddedPipeline;
import dev.ringside.cli.kafka.PublishedRecords;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.testkit.kafka.InVmKafka;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays into a Kafka that was there before, and the job that runs there. */
class BrokersIT {

  @TempDir private Path scratch;
  private DemoRecording recording;

  @BeforeEach
  void unpack() throws IOException {
    recording = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2);
  }

  @AfterEach
  void remove() throws IOException {
    recording.close();
  }

  @Test
  void exitsZeroOnceAllIsAcknowledged() {
    try (InVmKafka kafka = InVmKafka.start()) {
      Cli cli = replay(kafka.bootstrapServers());

      assertThat(cli.exit()).as(cli.err()).isZero();
      assertThat(cli.err()).contains("1,088 of 1,088 calls were published");
      assertThat(cli.out()).isEmpty();
      assertThat(PublishedRecords.calls(kafka.bootstrapServers())).isPositive();
      assertThat(PublishedRecords.deployments(kafka.bootstrapServers())).isOne();
    }
  }

  @Test
  void exitsByTheReportOfTheJobThatRunsThere() throws Exception {
    try (EmbeddedPipeline elsewhere = EmbeddedPipeline.begin()) {
      String brokers = elsewhere.brokers();
      assertThat(Cli.run("topics", "--brokers=" + brokers).exit()).isZero();
      elsewhere.run(JobSettings.parse("--brokers=" + brokers, "--parallelism=1"));
      Path json = scratch.resolve("report.json");

      Cli first = replay(brokers, "--report-json=" + json);
      assertThat(first.exit()).as(first.err()).isZero();
      assertThat(new ObjectMapper().readTree(json.toFile()).get("verdict").asText())
          .isEqualTo("match");

      Cli again = replay(brokers, "--report-json=-");
      ReportAssert.soundReport(again, 1088);
      assertThat(again.exit()).isZero();
    }
  }

  @Test
  void saysSoWhenNoJobReports() {
    try (InVmKafka kafka = InVmKafka.start()) {
      Cli cli = replay(kafka.bootstrapServers(), "--report-json=-", "--timeout=1s");

      assertThat(cli.exit()).isEqualTo(1);
      assertThat(cli.errLines())
          .singleElement()
          .asString()
          .contains("no report came", "check that the job runs");
      assertThat(cli.out()).isEmpty();
    }
  }

  @Test
  void deployPublishesADeployment() {
    try (InVmKafka kafka = InVmKafka.start()) {
      Cli cli =
          Cli.run(
              "deploy", recording.deployment().toString(), "--brokers=" + kafka.bootstrapServers());

      assertThat(cli.exit()).as(cli.err()).isZero();
      assertThat(cli.err()).contains("hf-llama-tp2");
      assertThat(PublishedRecords.deployments(kafka.bootstrapServers())).isOne();
    }
  }

  @Test
  void nobodyListensThere() {
    Cli cli = replay("127.0.0.1:1");

    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.errLines()).singleElement().asString().contains("127.0.0.1:1");
  }

  private Cli replay(String brokers, String... more) {
    String[] arguments = new String[5 + more.length];
    arguments[0] = "replay";
    arguments[1] = recording.traces().get(0).toString();
    arguments[2] = recording.traces().get(1).toString();
    arguments[3] = "--deployment=" + recording.deployment();
    arguments[4] = "--brokers=" + brokers;
    System.arraycopy(more, 0, arguments, 5, more.length);
    return Cli.run(arguments);
  }
}
