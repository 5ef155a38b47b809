package dev.ringside.cli.command;

import static dev.ringside.cli.command.ReportAssert.rows;
import static dev.ringside.cli.command.ReportAssert.soundReport;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.cli.demo.BundledRecording;
import dev.ringside.cli.demo.DemoRecording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings through Kafka and Flink of this JVM to a verdict: from files to exit code. */
class EndToEndIT {

  @TempDir private Path scratch;

  @Test
  void aTransformersInferenceMatches() {
    Path recording = Samples.recorded("hf_llama_tp2");
    Cli cli = replay(recording, recording.resolve("deployment.yaml"));

    assertThat(cli.exit()).isZero();
    JsonNode report = soundReport(cli, 2 * (512 + 32));
    assertThat(report.get("verdict").asText()).isEqualTo("match");
    assertThat(report.get("coverage").asDouble()).isOne();
    assertThat(report.get("passes").get("prefill").asInt()).isOne();
    assertThat(report.get("passes").get("decode").asInt()).isEqualTo(31);
    assertThat(rows(report))
        .containsExactly(
            "tp/0 prefill AllReduce 65536 16..16 of 16 match",
            "tp/0 prefill AllGather 16000 1..1 of 1 match",
            "tp/0 decode AllReduce 512 496..496 of 496 match",
            "tp/0 decode AllGather 16000 31..31 of 31 match");
    assertThat(cli.err()).contains("ignored").contains("config.json").doesNotContain("deployment.");
  }

  @Test
  void tableThreeOfThePaperMatches() {
    Path recording = Samples.recorded("vllm_v0_llama8b_tp2");
    Cli cli = replay(recording, recording.resolve("deployment.yaml"));

    assertThat(cli.exit()).isZero();
    JsonNode report = soundReport(cli, 2 * (65 + 8255 + 128));
    assertThat(rows(report))
        .containsExactly(
            "tp/0 prefill AllReduce 524288 65..65 of 65 match",
            "tp/0 prefill Gather 64128 1..1 of 1 match",
            "tp/0 decode AllReduce 4096 8255..8255 of 8255 match",
            "tp/0 decode Gather 64128 127..127 of 127 match");
  }

  @Test
  void tableSixOfThePaperMatchesStageByStage() {
    Path recording = Samples.recorded("vllm_v0_llama8b_tp2pp2");
    Cli cli = replay(recording, recording.resolve("deployment.yaml"));

    assertThat(cli.exit()).isZero();
    JsonNode report = soundReport(cli, 2 * (33 + 4191 + 2 + 254 + 32 + 4064 + 2 + 254 + 256 + 128));
    assertThat(rows(report))
        .containsExactlyInAnyOrder(
            "tp/0 prefill AllReduce 524288 33..33 of 33 match",
            "tp/0 decode AllReduce 4096 4191..4191 of 4191 match",
            "pp/0 prefill Send 262144 2..2 of 2 match",
            "pp/0 decode Send 2048 254..254 of 254 match",
            "tp/1 prefill AllReduce 524288 32..32 of 32 match",
            "tp/1 decode AllReduce 4096 4064..4064 of 4064 match",
            "pp/1 prefill Recv 262144 2..2 of 2 match",
            "pp/1 decode Recv 2048 254..254 of 254 match",
            "tp/1 prefill AllGather 262144 2..2 of 2 match",
            "tp/1 decode AllGather 2048 254..254 of 254 match",
            "tp/1 prefill Gather 64128 1..1 of 1 match",
            "tp/1 decode Gather 64128 127..127 of 127 match");
  }

  @Test
  void theWrongEngineDeviatesInTheLogitsOnlyAndIsNamed() throws IOException {
    Path recording = Samples.recorded("vllm_v0_llama8b_tp2");
    String right = Files.readString(recording.resolve("deployment.yaml"));
    Path wrong = scratch.resolve("deployment.yaml");
    Files.writeString(wrong, right.replace("vllm-v0", "vllm"));
    Cli cli = replay(recording, wrong);

    assertThat(cli.exit()).isEqualTo(3);
    JsonNode report = soundReport(cli, 2 * (65 + 8255 + 128));
    assertThat(report.get("verdict").asText()).isEqualTo("deviation");
    assertThat(rows(report))
        .containsExactlyInAnyOrder(
            "tp/0 prefill AllReduce 524288 65..65 of 65 match",
            "tp/0 prefill Gather 64128 1..1 of 0 unexpected",
            "tp/0 prefill AllGather 64128 0..0 of 1 missing",
            "tp/0 decode AllReduce 4096 8255..8255 of 8255 match",
            "tp/0 decode Gather 64128 127..127 of 0 unexpected",
            "tp/0 decode AllGather 64128 0..0 of 127 missing");
    assertThat(report.get("findings").findValuesAsText("text"))
        .anySatisfy(text -> assertThat(text).contains("fits vllm-v0"));
  }

  @Test
  void withoutOneRankNothingIsSaid() {
    Path recording = Samples.recorded("vllm_v0_llama8b_tp2");
    Cli cli =
        replay(recording.resolve("rank1.pt.trace.json.gz"), recording.resolve("deployment.yaml"));

    assertThat(cli.exit()).isEqualTo(4);
    JsonNode report = soundReport(cli, 65 + 8255 + 128);
    assertThat(report.get("verdict").asText()).isEqualTo("insufficient");
    assertThat(report.get("coverage").asDouble()).isEqualTo(0.5);
    assertThat(rows(report))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row).endsWith("insufficient"))
        .contains("tp/0 decode AllReduce 4096 8255..8255 of 8255 insufficient");
    assertThat(report.get("collectives").findValues("absent_ranks"))
        .allSatisfy(absent -> assertThat(absent.toString()).isEqualTo("[0]"));
  }

  @Test
  void aLowerFloorLetsOneRankSpeakForItself() {
    Path recording = Samples.recorded("vllm_v0_llama8b_tp2");
    Cli cli =
        Cli.run(
            "replay",
            recording.resolve("rank1.pt.trace.json.gz").toString(),
            "--deployment=" + recording.resolve("deployment.yaml"),
            "--coverage-floor=0.5",
            "--report-json=-");

    assertThat(cli.exit()).isZero();
    JsonNode report = soundReport(cli, 65 + 8255 + 128);
    assertThat(report.get("verdict").asText()).isEqualTo("match");
    assertThat(report.get("coverage").asDouble()).isEqualTo(0.5);
    assertThat(report.get("coverage_by").get("calls").asDouble()).isOne();
    assertThat(rows(report))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row).endsWith(" match"))
        .contains("tp/0 decode AllReduce 4096 8255..8255 of 8255 match");
  }

  @Test
  void twoReplicasAreOneReport() throws IOException {
    Path deployment = layOutTwoReplicas();
    Cli both = replay(scratch.resolve("traces"), deployment);

    assertThat(both.exit()).as(both.err()).isZero();
    JsonNode report = soundReport(both, 4 * (512 + 32));
    assertThat(report.get("coverage").asDouble()).isOne();
    assertThat(report.get("ranks")).hasSize(4);
    assertThat(report.get("passes").get("decode").asInt()).isEqualTo(62);
    assertThat(rows(report)).hasSize(8).allSatisfy(row -> assertThat(row).endsWith(" match"));

    Files.delete(scratch.resolve("traces/rank2.json"));
    Files.delete(scratch.resolve("traces/rank3.json"));
    Cli one = replay(scratch.resolve("traces"), deployment);
    assertThat(one.exit()).as(one.err()).isEqualTo(4);
    assertThat(soundReport(one, 2 * (512 + 32)).get("coverage").asDouble()).isEqualTo(0.5);
  }

  @Test
  void aDamagedEventIsCountedAndSkipped() throws IOException {
    Path deployment = layOutTwoReplicas();
    Path trace = scratch.resolve("traces/rank0.json");
    String sound = Files.readString(trace);
    int inTheMiddle = sound.indexOf("\"name\":\"gloo:all_reduce\"", sound.length() / 4);
    String damaged =
        sound.substring(0, inTheMiddle)
            + sound.substring(inTheMiddle).replaceFirst("\"dur\":[0-9.]+", "\"dur\":\"long\"");
    Files.writeString(trace, damaged);
    JsonNode report = soundReport(replay(scratch.resolve("traces"), deployment), 4 * (512 + 32));

    assertThat(report.get("input").get("rejected")).hasSize(1);
    assertThat(report.get("verdict").asText()).isEqualTo("deviation");
  }

  @Test
  void theRecordedTimeCanBeKept() throws IOException {
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      Cli cli =
          Cli.run(
              "replay",
              demo.folder().toString(),
              "--deployment=" + demo.deployment(),
              "--original-time",
              "--window=1s",
              "--report-json=-");

      assertThat(cli.exit()).as(cli.err()).isZero();
      soundReport(cli, 2 * (512 + 32));
    }
  }

  /** The demo's recording as replica 0, and once more as replica 1. */
  private Path layOutTwoReplicas() throws IOException {
    Files.createDirectory(scratch.resolve("traces"));
    try (DemoRecording demo = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      for (int rank = 0; rank < 4; rank++) {
        Path trace = demo.traces().get(rank % 2);
        try (GZIPInputStream json = new GZIPInputStream(Files.newInputStream(trace))) {
          String text = new String(json.readAllBytes(), StandardCharsets.UTF_8);
          String group = rank < 2 ? "[0,1]" : "[2,3]";
          Files.writeString(
              scratch.resolve("traces/rank%d.json".formatted(rank)),
              text.replaceFirst(
                      "\"rank\":[01],\"world_size\":2", "\"rank\":" + rank + ",\"world_size\":4")
                  .replace("\"ranks\":[0,1]", "\"ranks\":" + group));
        }
      }
      Files.copy(demo.folder().resolve("config.json"), scratch.resolve("config.json"));
      String yaml = Files.readString(demo.deployment());
      return Files.writeString(
          scratch.resolve("deployment.yaml"), yaml.replace("tensor: 2", "tensor: 2, data: 2"));
    }
  }

  @Test
  void observedOnlyWithoutADeployment() {
    Cli cli = replay(Samples.thirdParty("hta/nccl_parser_config__nccl_data.json.gz"), null);

    assertThat(cli.exit()).isZero();
    JsonNode report = soundReport(cli, 21);
    assertThat(report.get("verdict").asText()).isEqualTo("unchecked");
    assertThat(report.get("deployment").asText()).isEqualTo("none");
    assertThat(calls(report, "AllReduce", "Float")).isEqualTo(15);
    assertThat(calls(report, "Broadcast", "Float")).isEqualTo(3);
    assertThat(calls(report, "Broadcast", "Long")).isEqualTo(3);
    for (JsonNode row : report.get("collectives")) {
      assertThat(row.get("parallelism").isNull()).isTrue();
      assertThat(row.get("phase").isNull()).isTrue();
      assertThat(row.get("observed_bytes").asLong()).isPositive();
    }
  }

  private static long calls(JsonNode report, String collective, String dtype) {
    long calls = 0;
    for (JsonNode row : report.get("collectives")) {
      boolean same =
          row.get("collective").asText().equals(collective)
              && row.get("dtype").asText().equals(dtype);
      calls += same ? row.get("observed_per_rank").get("max").asLong() : 0;
    }
    return calls;
  }

  @Test
  void realVllmOfOneRankCommunicatesNothing() {
    Cli cli =
        replay(
            Samples.thirdParty(
                "tracelens_vllm_sglang_world1/"
                    + "inference__vllm_decode_full__graph_execution.json.gz"),
            null);
    saysNothing(cli);
  }

  @Test
  void aTraceWithoutCommunicationIsInsufficient() throws IOException {
    saysNothing(replay(silentTrace(), null));
  }

  @Test
  void aDeploymentOfOneRankHasNothingToSayEither() throws IOException {
    Path alone = scratch.resolve("alone.yaml");
    Files.writeString(
        alone,
        """
        name: alone
        model: llama-3.1-8b
        engine: vllm
        parallelism: {tensor: 1}
        dtype: bfloat16
        """);
    saysNothing(replay(silentTrace(), alone));
  }

  private static void saysNothing(Cli cli) {
    assertThat(cli.exit()).as(cli.err()).isEqualTo(4);
    JsonNode report = soundReport(cli, 0);
    assertThat(report.get("verdict").asText()).isEqualTo("insufficient");
    assertThat(report.get("collectives")).isEmpty();
  }

  private Path silentTrace() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(
          """
          {"distributedInfo":{"backend":"nccl","rank":0,"world_size":1},"traceEvents":[
          {"ph":"X","cat":"cpu_op","name":"aten::mm","pid":1,"tid":1,"ts":1000.5,"dur":3.25}]}
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    return Files.write(scratch.resolve("rank0.json.gz"), packed.toByteArray());
  }

  private static Cli replay(Path recording, Path deployment) {
    return Cli.run(
        "replay",
        recording.toString(),
        "--deployment=" + (deployment == null ? "none" : deployment),
        "--report-json=-");
  }
}
