package dev.ringside.cli.report;

import dev.ringside.simulator.record.BrokenOutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that the user wants written, and that appears whole or not at all: a draft beside it is
 * renamed.
 *
 * @param option the option that named it, for messages
 */
public record WholeFile(String option, String name) {

  /**
   * Checks what can be checked before the work begins: that the folder exists, and that no folder,
   * device or pipe would be replaced.
   *
   * @throws BrokenOutputException with one line, if it cannot be written
   */
  public void requireWritable() throws BrokenOutputException {
    Path file = path();
    boolean taken = Files.exists(file) && !Files.isRegularFile(file);
    if (taken || !Files.isDirectory(file.getParent())) {
      throw new BrokenOutputException(
          "%s %s cannot be written: give a file in an existing folder".formatted(option, name));
    }
  }

  /**
   * @throws BrokenOutputException with one line, if it cannot be written
   */
  public void write(byte[] bytes) throws BrokenOutputException {
    fill(draft -> Files.write(draft, bytes));
  }

  /** Writes the draft of a file. */
  @FunctionalInterface
  public interface Filling {
    void fill(Path draft) throws IOException;
  }

  /**
   * @param filling its exceptions other than {@link IOException} leave no file either
   * @throws BrokenOutputException with one line, if it cannot be written
   */
  public void fill(Filling filling) throws BrokenOutputException {
    Path file = path();
    try {
      Path draft = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".part");
      try {
        filling.fill(draft);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new BrokenOutputException(
          "%s %s cannot be written: %s".formatted(option, name, e.getMessage()), e);
    }
  }

  private Path path() throws BrokenOutputException {
    try {
      return Path.of(name).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new BrokenOutputException(
          "%s %s cannot be written: %s".formatted(option, name, e.getReason()), e);
    }
  }
}
