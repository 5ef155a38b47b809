package dev.ringside.ingest.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is searched for recordings. */
public final class Folder {

  private Folder() {}

  /**
   * What lies directly in it, by name.
   *
   * @throws UnreadableTraceException if it cannot be listed
   */
  public static List<Path> files(Path folder) throws UnreadableTraceException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UnreadableTraceException(folder, "cannot list the folder: " + e.getMessage(), e);
    }
  }
}
