package dev.ringside.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoRecordingTest {

  @Test
  void saysWhatTheFullRecordingSays() throws Exception {
    Path full =
        Path.of(System.getProperty("ringside.repository"))
            .resolveSibling("shared")
            .resolve("samples/recorded/hf_llama_tp2");
    assumeThat(Files.exists(full)).as("sample %s is here", full).isTrue();

    try (DemoRecording small = DemoRecording.unpack(BundledRecording.TRANSFORMERS_TP2)) {
      List<RankTrace> stripped = read(small.traces()).traces();
      List<RankTrace> whole = read(List.of(full)).traces();
      for (int rank = 0; rank < 2; rank++) {
        assertThat(describe(stripped.get(rank))).isEqualTo(describe(whole.get(rank)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachIsSmallAndGoneWhenClosed(BundledRecording bundled) throws Exception {
    DemoRecording recording = DemoRecording.unpack(bundled);
    for (Path trace : recording.traces()) {
      assertThat(Files.size(trace)).isLessThan(50_000);
    }
    assertThat(read(recording.traces()).traces()).hasSameSizeAs(recording.traces());
    assertThat(recording.deployment()).exists();
    recording.close();
    assertThat(recording.folder()).doesNotExist();
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNamesThereAre() {
    assertThatThrownBy(() -> BundledRecording.named("vlm"))
        .hasMessage(
            "no recording 'vlm': there are vllm-tp2pp2, deepseek-one-token, transformers-tp2");
  }

  private static TraceRecording read(List<Path> paths) throws Exception {
    return RecordingFiles.recognise(paths, Optional.empty()).read(ReadProgress.SILENT).recording();
  }

  private static String describe(RankTrace trace) {
    CallColumns calls = trace.calls();
    StringBuilder text = new StringBuilder();
    text.append(trace.rank()).append(trace.worldSize()).append(trace.host()).append('\n');
    for (int row = 0; row < calls.size(); row++) {
      text.append(trace.signatures().get(calls.signature(row)))
          .append(calls.startNs(row))
          .append('+')
          .append(calls.durationNs(row))
          .append('\n');
    }
    return text.toString();
  }
}
