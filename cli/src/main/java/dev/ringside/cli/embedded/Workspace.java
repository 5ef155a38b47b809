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
 * One folder for all temporary files of the process, below {@code java.io.tmpdir}. While it is
 * open, {@code java.io.tmpdir} is this folder: Flink unpacks 24 MB of jars into it, and native
 * libraries are unpacked there too.
 *
 * <p>{@link #close} removes it. A folder left by a killed process is removed by a later process,
 * which recognises it by the process id in its name.
 */
final class Workspace implements AutoCloseable {

  private static final String PROPERTY = "java.io.tmpdir";
  private static final String PREFIX = "ringside-";

  /** Younger folders are left alone: their process may run in another container. */
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
      Path folder = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
      removeLeftovers(parent, folder.toFile().lastModified());
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
    delete();
  }

  /** Removes the folder, and leaves {@code java.io.tmpdir} alone. */
  void delete() {
    delete(folder);
  }

  private static void removeLeftovers(Path parent, long nowMs) throws IOException {
    try (Stream<Path> siblings = Files.list(parent)) {
      siblings.filter(sibling -> isLeftover(sibling, nowMs)).forEach(Workspace::delete);
    }
  }

  /**
   * @param nowMs by the clock of the file system, which also dates the sibling
   */
  private static boolean isLeftover(Path sibling, long nowMs) {
    String[] parts = sibling.getFileName().toString().split("-", -1);
    return parts.length == 3
        && PREFIX.equals(parts[0] + "-")
        && parts[1].matches("[0-9]{1,9}")
        && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()
        && sibling.toFile().lastModified() < nowMs - FRESH.toMillis();
  }

  /** Deletes as much as it can: a thread that is still stopping may hold some files open. */
  private static void delete(Path folder) {
    for (int attempt = 0; attempt < 3 && Files.exists(folder); attempt++) {
      try (Stream<Path> tree = Files.walk(folder)) {
        List<File> deepestFirst = tree.sorted(Comparator.reverseOrder()).map(Path::toFile).toList();
        deepestFirst.forEach(file -> file.delete());
      } catch (IOException | UncheckedIOException e) {
        // A file vanished meanwhile: look again.
      }
    }
  }
}
