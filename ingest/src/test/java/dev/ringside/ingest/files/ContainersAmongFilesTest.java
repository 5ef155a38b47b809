package dev.ringside.ingest.files;

import static dev.ringside.ingest.recording.ReadProgress.SILENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.ingest.container.ContainerRecording;
import dev.ringside.ingest.container.ContainerText;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainersAmongFilesTest {

  private static final String TRACE =
      "{\"distributedInfo\":{\"rank\":0,\"world_size\":1},\"traceEvents\":[]}";

  @TempDir private Path folder;

  @Test
  void whatASimulationWroteIsRead() throws Exception {
    Path calls = new ContainerText().batch(0, 0, 0, 3).writeTo(folder.resolve("calls.avro"));
    Path truth = write("truth.jsonl", "{}\n{}\n");
    Path scenario = write("scenario.yaml", "a: b");
    Path config = write("config.json", "{\"hidden_size\":5}");
    Path model = Files.createDirectory(folder.resolve("models")).resolve("config.json");
    Files.writeString(model, "{}");

    RecordingFiles found = find(folder);
    assertThat(found.readers()).containsExactly(Map.entry(calls, TraceReaders.CONTAINERS));
    assertThat(found.ignored().stream().map(IgnoredFile::file))
        .containsExactly(config, model, scenario, truth);
    assertThat(found.open(Optional.empty(), SILENT).recording())
        .isInstanceOf(ContainerRecording.class);
    assertThat(found.read(SILENT).recording().calls()).isEqualTo(3);
  }

  @Test
  void aFileNamedOutrightMayBeCalledAnything() throws Exception {
    Path calls = new ContainerText().batch(0, 0, 0, 3).writeTo(folder.resolve("calls.bin"));

    assertThat(find(calls).readers()).containsOnlyKeys(calls);
    refuses("a container of call batches under another name; give the file itself", folder);
  }

  @Test
  void theSameFileTwiceIsOne() throws Exception {
    Path calls = new ContainerText().batch(0, 0, 0, 3).writeTo(folder.resolve("calls.avro"));

    assertThat(find(folder, calls).readers()).containsOnlyKeys(calls);
  }

  @Test
  void containersAndTracesAreNotMixed() throws Exception {
    Path calls = new ContainerText().batch(0, 0, 0, 3).writeTo(folder.resolve("calls.avro"));
    Path trace = write("rank0.json", TRACE);

    String mixed = calls + " is a container and " + trace + " is none; give either";
    refuses(mixed, folder);
    refuses(mixed, calls, trace);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static RecordingFiles find(Path... paths) throws UnreadableTraceException {
    return RecordingFiles.recognise(List.of(paths), Optional.empty());
  }

  private static void refuses(String message, Path... paths) {
    assertThatThrownBy(() -> find(paths))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining(message);
  }
}
