package dev.ringside.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.command.Ringside;
import dev.ringside.cli.console.Console;
import dev.ringside.cli.console.Interruption;
import dev.ringside.cli.kafka.PublishedRecords;
import dev.ringside.flink.config.FlinkSettings;
import dev.ringside.flink.config.JobSettings;
import dev.ringside.flink.job.Job;
import dev.ringside.testkit.kafka.KafkaProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The only broker is killed in the middle of a replay and started again. */
@Timeout(240)
class BrokerRestartIT {

  @TempDir private Path folder;

  private record Answer(int exit, String out, String err) {}

  @Test
  void theReplayCompletesAndItsReportIsThatOfACalmOne() throws Exception {
    Path out = folder.resolve("simulated");
    assertThat(run("simulate", "--scenario=clean", "--duration=15s", "--out=" + out).exit())
        .isZero();
    try (KafkaProcess kafka = KafkaProcess.start();
        FlinkCluster flink =
            FlinkCluster.start(Files.createDirectory(folder.resolve("flink")), 1)) {
      String brokers = kafka.bootstrapServers();
      assertThat(run("topics", "--brokers=" + brokers).exit()).isZero();
      JobSettings job = JobSettings.parse("--brokers=" + brokers, "--parallelism=1");
      flink.submit(
          Job.COMM_METRICS
              .defined(FlinkSettings.failingFast(FlinkSettings.job(job)), job)
              .getStreamGraph()
              .getJobGraph());
      Answer calm = replay(out, brokers, "max");
      assertThat(calm.exit()).as(calm.err()).isZero();
      long before = PublishedRecords.calls(brokers);

      CompletableFuture<Answer> replay =
          CompletableFuture.supplyAsync(() -> replay(out, brokers, "1x"));
      while (PublishedRecords.calls(brokers) < before + before / 4) {
        assertThat(replay).as("%s", replay).isNotDone();
      }
      kafka.kill();
      kafka.restart();
      Answer stormy = replay.join();

      System.out.print(stormy.err());
      assertThat(stormy.exit()).as(stormy.err()).isZero();
      assertThat(stormy.err()).contains("waiting for Kafka at " + brokers, "answers again after");
      assertThat(PublishedRecords.calls(brokers)).as("each batch once").isEqualTo(2 * before);
      assertThat(stormy.out()).isEqualTo(calm.out()).contains("\"verdict\" : \"match\"");
      assertThat(flink.failure()).isEmpty();
    }
  }

  private static Answer replay(Path simulated, String brokers, String speed) {
    return run(
        "replay",
        simulated.resolve("calls.avro").toString(),
        "--deployment=" + simulated.resolve("deployment.yaml"),
        "--brokers=" + brokers,
        "--speed=" + speed,
        "--report-json=-");
  }

  private static Answer run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = Console.plain(stream(out), stream(err), InstantSource.system());
    int exit = Ringside.commandLine(console, Interruption.never()).execute(arguments);
    return new Answer(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
