package dev.ringside.cli.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One folder for all temporary files of the process, below {@code java.io.tmpdir}, which from then
 * on means this folder: Flink unpacks 24 MB of its own into it, native libraries do likewise.
 *
 * <p>Removed by {@link #close}. What a killed process left is removed by the next one, which knows
 * it by the process id in the name.
 */
final class Workspace implements AutoCloseable {

  private static final String PROPERTY = "java.io.tmpdir";
  private static final String PREFIX = "ringside-";

  /** Younger folders are left alone: their process may live in another container. */
  private static final Duration FRESH = Duration.ofHours(1);

  private final Path parent;
  private final Path folder;

  private Workspace(Path parent, Path folder) {
    this.parent = parent;
    this.folder = folder;
  }

  static Workspace open() {
    Path parent = Path.of(System.getProperty(PROPERTY));
    try {
      Files.createDirectories(parent);
      removeLeftovers(parent);
      Path folder = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
      System.setProperty(PROPERTY, folder.toString());
      return new Workspace(parent, folder);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder in " + parent, e);
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    System.setProperty(PROPERTY, parent.toString());
    delete(folder);
  }

  private static void removeLeftovers(Path parent) throws IOException {
    try (Stream<Path> siblings = Files.list(parent)) {
      siblings.filter(Workspace::isLeftover).forEach(Workspace::delete);
    }
  }

  private static boolean isLeftover(Path sibling) {
    String[] parts = sibling.getFileName().toString().split("-", -1);
    return parts.length == 3
        && PREFIX.equals(parts[0] + "-")
        && parts[1].matches("[0-9]{1,9}")
        && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()
        && sibling.toFile().lastModified() < System.currentTimeMillis() - FRESH.toMillis();
  }

  /** Deletes what it can: a thread that is still stopping may hold the rest a moment longer. */
  private static void delete(Path folder) {
    for (int attempt = 0; attempt < 3 && Files.exists(folder); attempt++) {
      try (Stream<Path> tree = Files.walk(folder)) {
        List<File> deepestFirst = tree.sorted(Comparator.reverseOrder()).map(Path::toFile).toList();
        deepestFirst.forEach(file -> file.delete());
      } catch (IOException | UncheckedIOException e) {
        // Vanished meanwhile: look again.
      }
    }
  }
}
