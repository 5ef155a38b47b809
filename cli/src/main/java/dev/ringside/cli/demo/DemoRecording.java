package dev.ringside.cli.demo;

import dev.ringside.testkit.process.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The bundled recording, unpacked to files until closed: a tensor-parallel inference on 2 ranks,
 * reduced to the communicating events by {@code cli/src/recording/strip.py}.
 */
public record DemoRecording(ScratchFolder scratch) implements AutoCloseable {

  private static final List<String> FILES =
      List.of("rank0.pt.trace.json.gz", "rank1.pt.trace.json.gz", "deployment.yaml", "config.json");

  public static DemoRecording unpack() throws IOException {
    DemoRecording recording = new DemoRecording(ScratchFolder.create("ringside-demo-"));
    for (String file : FILES) {
      try (InputStream resource = DemoRecording.class.getResourceAsStream(file)) {
        Files.copy(resource, recording.folder().resolve(file));
      }
    }
    return recording;
  }

  public Path folder() {
    return scratch.path();
  }

  public List<Path> traces() {
    return FILES.stream().filter(file -> file.endsWith(".gz")).map(folder()::resolve).toList();
  }

  public Path deployment() {
    return folder().resolve("deployment.yaml");
  }

  @Override
  public void close() {
    scratch.close();
  }
}
