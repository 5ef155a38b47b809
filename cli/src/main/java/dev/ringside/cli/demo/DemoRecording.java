package dev.ringside.cli.demo;

import dev.ringside.testkit.process.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A bundled recording, unpacked to files until closed. */
public record DemoRecording(BundledRecording recording, ScratchFolder scratch)
    implements AutoCloseable {

  public static DemoRecording unpack(BundledRecording recording) throws IOException {
    DemoRecording unpacked = new DemoRecording(recording, ScratchFolder.create("ringside-demo-"));
    for (String file : recording.files()) {
      String resource = recording.label() + "/" + file;
      try (InputStream bundled = DemoRecording.class.getResourceAsStream(resource)) {
        Files.copy(bundled, unpacked.folder().resolve(file));
      }
    }
    return unpacked;
  }

  public Path folder() {
    return scratch.path();
  }

  public List<Path> traces() {
    return recording.traces().stream().map(folder()::resolve).toList();
  }

  public Path deployment() {
    return folder().resolve("deployment.yaml");
  }

  @Override
  public void close() {
    scratch.close();
  }
}
