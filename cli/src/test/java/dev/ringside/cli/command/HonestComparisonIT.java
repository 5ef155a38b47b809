package dev.ringside.cli.command;

import static dev.ringside.cli.command.ReportAssert.rows;
import static dev.ringside.cli.command.ReportAssert.soundReport;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings that do not show everything: what was not seen is never called equal, or 0. */
class HonestComparisonIT {

  @TempDir private Path scratch;

  @Test
  void aRankThatWasNotRecordedIsAbsentNotSilent() {
    Path sample = Samples.fieldKineto("k24");
    Cli cli =
        Cli.run(
            "replay",
            sample.resolve("rank0.json.gz").toString(),
            "--deployment=" + sample.resolve("deployment.yaml"),
            "--coverage-floor=0.5",
            "--report-json=-");

    assertThat(cli.exit()).as(cli.err()).isZero();
    JsonNode report = soundReport(cli, 57 + 855 + 1 + 15);
    assertThat(report.get("verdict").asText()).isEqualTo("match");
    assertThat(report.get("coverage").asDouble()).isEqualTo(0.5);
    assertThat(report.get("coverage_by").get("calls").asDouble()).isOne();
    assertThat(rows(report))
        .containsExactlyInAnyOrder(
            "tp/0 prefill AllReduce 294912 57..57 of 57 match",
            "tp/0 decode AllReduce 3072 855..855 of 855 match",
            "tp/0 prefill AllGather 64128 1..1 of 1 match",
            "tp/0 decode AllGather 64128 15..15 of 15 match");
  }

  @Test
  void kernelsOfWhichNothingIsKnownAreTheReason() {
    Path sample = Samples.fieldKineto("k17base");
    Cli cli = replay(sample, sample.resolve("deployment.yaml"));

    assertThat(cli.exit()).as(cli.err()).isEqualTo(4);
    JsonNode report = soundReport(cli, 20);
    assertThat(report.get("verdict").asText()).isEqualTo("insufficient");
    assertThat(report.get("input").get("calls_incomplete").asLong()).isZero();
    assertThat(report.get("findings").findValuesAsText("text"))
        .anySatisfy(text -> assertThat(text).contains("10 a rank").contains("without size or role"))
        .noneSatisfy(text -> assertThat(text).contains("cut off"));
    assertThat(cli.err()).doesNotContain("No collective communication was seen");
  }

  /** A model without sizes of its calls: the same number of calls of any size. */
  @Test
  void callsOfUnknownSizeAreAMatchByCountAndNoSuccess() throws IOException {
    Path deployment = Samples.fieldKineto("k17base").resolve("deployment.yaml");
    Path traces = scratch.resolve("traces");
    Files.createDirectory(traces);
    for (int rank : List.of(0, 1)) {
      Files.writeString(traces.resolve("rank%d.json".formatted(rank)), sendsOrReceives(rank));
    }
    Cli cli = replay(traces, deployment);

    assertThat(cli.exit()).as(cli.err()).isEqualTo(4);
    JsonNode report = soundReport(cli, 2 * 8);
    assertThat(report.get("verdict").asText()).isEqualTo("match_by_count");
    assertThat(rows(report))
        .containsExactly(
            "pp/0 null Send null 8..8 of 8 match_by_count",
            "pp/1 null Recv null 8..8 of 8 match_by_count");
    assertThat(report.get("collectives").findValues("observed_bytes"))
        .allSatisfy(bytes -> assertThat(bytes.isNull()).isTrue());
    assertThat(report.get("findings").findValuesAsText("kind")).contains("compared_by_count");
  }

  /** Four passes of two hand-overs each, with neither size nor type. */
  private static String sendsOrReceives(int rank) {
    StringBuilder events = new StringBuilder();
    for (int call = 0; call < 8; call++) {
      events.append(
          """
          %s{"ph":"X","cat":"kernel","name":"ncclDevKernel_SendRecv","pid":0,"tid":7,"ts":%d,"dur":9,
           "args":{"Collective name":"%s","Process Group Ranks":"[0, 1]","Group size":2}}
          """
              .formatted(call == 0 ? "" : ",", 1000 + 100 * call, rank == 0 ? "send" : "recv"));
    }
    return """
    {"distributedInfo":{"backend":"nccl","rank":%d,"world_size":2},"traceEvents":[%s]}
    """
        .formatted(rank, events);
  }

  private static Cli replay(Path recording, Path deployment) {
    return Cli.run("replay", recording.toString(), "--deployment=" + deployment, "--report-json=-");
  }
}
