package dev.ringside.cli.command;

import static dev.ringside.cli.command.ReportAssert.rows;
import static dev.ringside.cli.command.ReportAssert.soundReport;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import dev.ringside.core.batch.BatchHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers through Kafka and Flink of this JVM to a verdict. */
class ContainerIT {

  private static final long CALLS = 2 * (512 + 32);

  @TempDir private Path folder;

  @BeforeEach
  void layOutWhatStandsBesideAContainer() throws IOException {
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      Files.copy(demo.deployment(), folder.resolve("deployment.yaml"));
      Files.copy(demo.folder().resolve("config.json"), folder.resolve("config.json"));
    }
    Files.writeString(folder.resolve("truth.jsonl"), "{\"pass\":0}\n");
    Files.writeString(folder.resolve("scenario.yaml"), "name: clean\n");
  }

  @Test
  void aRecordedInferenceMatches() {
    RecordedContainer.write(folder.resolve("calls.avro"));
    Cli cli = replay();

    assertThat(cli.exit()).as(cli.err()).isZero();
    JsonNode report = soundReport(cli, CALLS);
    assertThat(report.get("verdict").asText()).isEqualTo("match");
    assertThat(report.get("coverage").asDouble()).isOne();
    assertThat(rows(report))
        .containsExactly(
            "tp/0 prefill AllReduce 65536 16..16 of 16 match",
            "tp/0 prefill AllGather 16000 1..1 of 1 match",
            "tp/0 decode AllReduce 512 496..496 of 496 match",
            "tp/0 decode AllGather 16000 31..31 of 31 match");
    assertThat(cli.errLines())
        .first()
        .asString()
        .startsWith("ringside: ignored ")
        .contains("truth.jsonl", "scenario.yaml", "config.json")
        .doesNotContain("deployment.");
  }

  @Test
  void aContainerOfEachRankAtItsRecordedTime() {
    for (int rank = 0; rank < 2; rank++) {
      int only = rank;
      RecordedContainer.write(
          folder.resolve("rank" + rank + ".avro"),
          header -> Optional.of(header).filter(it -> it.rank() == only));
    }
    Cli cli = replay("--original-time", "--window=1s");

    assertThat(cli.exit()).as(cli.err()).isZero();
    assertThat(soundReport(cli, CALLS).get("coverage").asDouble()).isOne();
  }

  /** An agent that died may have missed calls: that nothing is known is not a match. */
  @Test
  void aRestartedAgentLosesNoCallAndLeavesTheRankInDoubt() {
    long half = batchesOf(1) / 2;
    RecordedContainer.write(
        folder.resolve("calls.avro"),
        header ->
            Optional.of(
                header.rank() == 1 && header.batchSequence() >= half
                    ? moved(header, "agent-run-2", header.batchSequence() - half)
                    : header));
    Cli cli = replay();

    assertThat(cli.exit()).as(cli.err()).isEqualTo(4);
    JsonNode report = soundReport(cli, CALLS);
    assertThat(report.get("input").get("duplicate").asLong()).isZero();
    assertThat(report.get("coverage").asDouble()).isEqualTo(0.5);
  }

  @Test
  void aBatchThatIsMissingIsMissed() {
    long lost = batchesOf(0) / 2;
    long[] callsLost = {0};
    RecordedContainer.write(
        folder.resolve("calls.avro"),
        header -> {
          boolean gone = header.rank() == 0 && header.batchSequence() == lost;
          callsLost[0] += gone ? header.calls() : 0;
          return gone ? Optional.empty() : Optional.of(header);
        });
    Cli cli = replay();

    assertThat(callsLost[0]).isPositive();
    assertThat(cli.exit()).as(cli.err()).isEqualTo(4);
    assertThat(soundReport(cli, CALLS - callsLost[0]).get("coverage").asDouble()).isEqualTo(0.5);
  }

  @Test
  void aBatchThatComesTwiceCountsAsADuplicate() {
    long[] callsTwice = {0};
    RecordedContainer.write(
        folder.resolve("calls.avro"),
        header -> {
          boolean repeats = header.rank() == 0 && header.batchSequence() == 1;
          callsTwice[0] += repeats ? header.calls() : 0;
          return Optional.of(repeats ? moved(header, header.runId(), 0) : header);
        });
    Cli cli = replay();

    JsonNode report = soundReport(cli, CALLS);
    assertThat(callsTwice[0]).isPositive();
    assertThat(report.get("input").get("duplicate").asLong()).isEqualTo(callsTwice[0]);
  }

  private long batchesOf(int rank) {
    long[] batches = {0};
    RecordedContainer.write(
        folder.resolve("counted.part"),
        header -> {
          batches[0] += header.rank() == rank ? 1 : 0;
          return Optional.empty();
        });
    assertThat(batches[0]).isGreaterThan(2);
    return batches[0];
  }

  private static BatchHeader moved(BatchHeader header, String runId, long sequence) {
    return RecordedContainer.with(header, "", 0, header.rank(), runId, sequence);
  }

  private Cli replay(String... options) {
    String[] fixed = {
      "replay",
      folder.toString(),
      "--deployment=" + folder.resolve("deployment.yaml"),
      "--report-json=-"
    };
    String[] all = new String[fixed.length + options.length];
    System.arraycopy(fixed, 0, all, 0, fixed.length);
    System.arraycopy(options, 0, all, fixed.length, options.length);
    return Cli.run(all);
  }
}
