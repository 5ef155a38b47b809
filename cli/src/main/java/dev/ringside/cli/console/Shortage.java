package dev.ringside.cli.console;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the machine or its file system refused, behind a failure that says less: memory, a folder
 * for temporary files, a file. All of these the user can mend.
 */
public final class Shortage {

  private Shortage() {}

  /** The line for the user; empty if nothing of that kind is behind {@code failure}. */
  static Optional<String> behind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> line = line(cause);
      if (line.isPresent()) {
        return line;
      }
    }
    return noTemporaryFolder();
  }

  private static Optional<String> line(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      return Optional.of(
          "not enough memory for this input: the heap is %d MiB; set RINGSIDE_JAVA_OPTS=-Xmx4g, or give less at a time"
              .formatted(Runtime.getRuntime().maxMemory() >> 20));
    }
    if (cause instanceof StackOverflowError) {
      return Optional.of("the input is nested too deeply");
    }
    if (cause instanceof InvalidPathException path) {
      return Optional.of(
          "\"%s\" cannot be a path: %s".formatted(path.getInput(), path.getReason()));
    }
    if (cause instanceof FileSystemException file && isWritable()) {
      String reason = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
      return Optional.of("%s: %s".formatted(file.getFile(), reason));
    }
    return Optional.empty();
  }

  /**
   * Native libraries are unpacked into that folder; one of them shows a stack trace if it cannot.
   *
   * @throws BadInputException if the folder cannot be written
   */
  public static void requireTemporaryFolder() {
    noTemporaryFolder()
        .ifPresent(
            line -> {
              throw new BadInputException(line);
            });
  }

  private static Optional<String> noTemporaryFolder() {
    return isWritable()
        ? Optional.empty()
        : Optional.of(
            "the folder for temporary files, %s, cannot be written; set RINGSIDE_JAVA_OPTS=-Djava.io.tmpdir=FOLDER"
                .formatted(System.getProperty("java.io.tmpdir")));
  }

  private static boolean isWritable() {
    try {
      Path probe =
          Files.createTempFile(
              Path.of(System.getProperty("java.io.tmpdir")), "ringside-", ".probe");
      Files.delete(probe);
      return true;
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }
}
