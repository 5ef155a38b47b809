package dev.ringside.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.describe.deployment.DeploymentFile;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real engines tell themselves, from their traces to the report of the run. */
class ControlTrafficTest {

  private static final Path RECORDED =
      Path.of(System.getProperty("ringside.repository", ".."))
          .resolve("../shared/samples/recorded");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sglang_cpu_llama_tp2",
        "sglang_cpu_llama_tp2pp2",
        "sglang_cpu_gemma3_tp2",
        "vllm_cpu_llama_tp2pp2",
        "vllm_cpu_qwen3_moe_dp2ep"
      })
  void controlTrafficIsInNoPassAndShownApart(String name) throws Exception {
    assumeTrue(Files.isDirectory(RECORDED.resolve(name)), "no samples beside the repository");
    TraceRecording recording = recording(name);
    List<WindowReport> reports = PlayedRun.of(recording, deployment(name));

    assertThat(reports).allMatch(report -> report.account().balances());
    assertThat(reports.stream().mapToLong(report -> report.account().observed()).sum())
        .isEqualTo(recording.calls());
    List<ReportRow> rows = reports.stream().flatMap(report -> report.rows().stream()).toList();
    List<ReportRow> control =
        rows.stream().filter(row -> row.parallelism() == Parallelism.CONTROL).toList();
    assertThat(control)
        .isNotEmpty()
        .allMatch(row -> row.purposes().equals(List.of("control")))
        .allMatch(row -> row.verdict() == Verdict.UNCHECKED)
        .allMatch(row -> row.phase().label().isEmpty());
    assertThat(rows.subList(0, reports.get(0).rows().size()))
        .filteredOn(row -> row.purposes().contains("optional"))
        .isEmpty();
    assertThat(reports).allMatch(report -> report.verdict() == Verdict.MATCH);
    assertThat(calls(control)).isEqualTo(controlCalls(name));
  }

  /** Passes of vLLM's default profile, which has no sizes, are known all the same. */
  @Test
  void whatTheEngineToldReachesTheReport() throws Exception {
    String name = "vllm_cpu_llama_tp2_default";
    assumeTrue(Files.isDirectory(RECORDED.resolve(name)), "no samples beside the repository");

    WindowReport report = PlayedRun.of(recording(name), deployment(name)).get(0);

    assertThat(report.verdict()).isEqualTo(Verdict.MATCH_BY_COUNT);
    assertThat(report.passes().prefill()).isEqualTo(3);
    assertThat(report.passes().decode()).isEqualTo(11);
    assertThat(report.passes().unknown()).isZero();
  }

  private static long calls(List<ReportRow> rows) {
    return rows.stream().mapToLong(row -> row.durations().count()).sum();
  }

  /** Those of all ranks, as they were counted in the processes. Experts' ids are int32, too. */
  private static long controlCalls(String name) throws Exception {
    long calls = 0;
    for (JsonNode rank : truth(name).get("ranks")) {
      for (JsonNode call : rank.get("calls")) {
        String type = call.get(3).asText();
        boolean agreement = type.equals("int32") && call.get(1).asText().equals("all_reduce");
        if (agreement || type.matches("int64|uint8")) {
          calls += call.get(6).asLong();
        }
      }
    }
    return calls;
  }

  private static TraceRecording recording(String name) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(RECORDED.resolve(name))) {
      files = all.filter(f -> f.toString().contains(".pt.trace.json")).sorted().toList();
    }
    return RecordingFiles.recognise(files, Optional.empty())
        .read(Optional.of(deployment(name).layout()), ReadProgress.SILENT)
        .recording();
  }

  private static Deployment deployment(String name) throws Exception {
    return DeploymentFile.read(RECORDED.resolve(name).resolve("deployment.yaml"));
  }

  private static JsonNode truth(String name) throws Exception {
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(RECORDED.resolve(name).resolve("truth.json.gz")))) {
      return new ObjectMapper().readTree(in);
    }
  }
}
