package dev.ringside.ingest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.ingest.kineto.KinetoReader;
import dev.ringside.ingest.trace.Recording.IgnoredFile;
import dev.ringside.ingest.trace.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerFilesTest {

  private static final String TRACE =
      "{\"distributedInfo\":{\"rank\":0,\"world_size\":1},\"traceEvents\":[]}";

  @TempDir private Path folder;

  @Test
  void whatASimulationWroteIsRead() throws Exception {
    Path calls = new ContainerText().batch(0, 0, 0, 3).writeTo(folder.resolve("calls.avro"));
    Path truth = write("truth.jsonl", "{}\n{}\n");
    Path scenario = write("scenario.yaml", "a: b");
    Path config = write("config.json", "{\"hidden_size\":5}");
    Path models = Files.createDirectory(folder.resolve("models"));

    assertThat(find(folder))
        .hasValue(
            new ContainerFiles(
                List.of(calls),
                List.of(
                    new IgnoredFile(config, "no container"),
                    new IgnoredFile(models, "no regular file"),
                    new IgnoredFile(scenario, "not named like a trace"),
                    new IgnoredFile(truth, "not named like a trace"))));
  }

  @Test
  void aFileNamedOutrightMayBeCalledAnything() throws Exception {
    Path calls = new ContainerText().batch(0, 0, 0, 3).writeTo(folder.resolve("calls.bin"));

    assertThat(find(calls).orElseThrow().containers()).containsExactly(calls);
    assertThat(find(folder)).as("in a folder the name counts").isEmpty();
  }

  @Test
  void theSameFileTwiceIsOne() throws Exception {
    Path calls = new ContainerText().batch(0, 0, 0, 3).writeTo(folder.resolve("calls.avro"));

    assertThat(find(folder, calls).orElseThrow().containers()).containsExactly(calls);
  }

  @Test
  void tracesAloneAreNotOurs() throws Exception {
    write("rank0.json", TRACE);

    assertThat(find(folder)).isEmpty();
    assertThat(find(folder.resolve("rank0.json"))).isEmpty();
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

  private static Optional<ContainerFiles> find(Path... paths) throws UnreadableTraceException {
    return ContainerFiles.find(List.of(paths), List.of(new KinetoReader()));
  }

  private static void refuses(String message, Path... paths) {
    assertThatThrownBy(() -> find(paths))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining(message);
  }
}
