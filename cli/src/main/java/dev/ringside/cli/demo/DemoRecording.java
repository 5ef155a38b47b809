package dev.ringside.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bundled recording, unpacked to files until closed: a tensor-parallel inference on 2 ranks,
 * reduced to the communicating events by {@code cli/src/recording/strip.py}.
 */
public record DemoRecording(Path folder) implements AutoCloseable {

  private static final List<String> FILES =
      List.of("rank0.pt.trace.json.gz", "rank1.pt.trace.json.gz", "deployment.yaml", "config.json");

  public static DemoRecording unpack() throws IOException {
    Path folder = Files.createTempDirectory("ringside-demo-");
    for (String file : FILES) {
      try (InputStream resource = DemoRecording.class.getResourceAsStream(file)) {
        Files.copy(resource, folder.resolve(file));
      }
    }
    return new DemoRecording(folder);
  }

  public List<Path> traces() {
    return FILES.stream().filter(file -> file.endsWith(".gz")).map(folder::resolve).toList();
  }

  public Path deployment() {
    return folder.resolve("deployment.yaml");
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
