package dev.ringside.testkit.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Compares an output with a stored file, to the byte.
 *
 * <p>{@code -Dringside.golden=regenerate} rewrites the files instead of comparing; read the
 * difference before you commit it. In CI ({@code CI=true}) the switch is refused, because a test
 * that rewrites its expectation cannot fail.
 */
public final class GoldenFiles {
  private static final String SWITCH = "ringside.golden";

  private final Path folder;
  private final boolean regenerate;

  /**
   * @param folder usually below {@code src/test/resources}
   * @throws IllegalStateException when told to regenerate in CI
   */
  public GoldenFiles(Path folder) {
    this(folder, "regenerate".equals(System.getProperty(SWITCH)), System.getenv());
  }

  GoldenFiles(Path folder, boolean regenerate, Map<String, String> environment) {
    if (regenerate && "true".equals(environment.get("CI"))) {
      throw new IllegalStateException("-D" + SWITCH + "=regenerate is refused in CI");
    }
    this.folder = folder;
    this.regenerate = regenerate;
  }

  /**
   * Compares text, line by line in the message.
   *
   * @throws AssertionError when it differs or the file is missing
   */
  public void verify(String name, String actual) {
    byte[] expected = expected(name, actual.getBytes(StandardCharsets.UTF_8));
    String golden = new String(expected, StandardCharsets.UTF_8);
    if (!golden.equals(actual)) {
      throw differs(name, firstDifference(golden.lines().toList(), actual.lines().toList()));
    }
  }

  /**
   * Compares bytes.
   *
   * @throws AssertionError when they differ or the file is missing
   */
  public void verify(String name, byte[] actual) {
    int at = Arrays.mismatch(expected(name, actual), actual);
    if (at >= 0) {
      throw differs(name, "first at byte " + at);
    }
  }

  /**
   * A file that is not compared but read, such as a savepoint that every release must restore.
   *
   * @param make what is stored when told to regenerate
   * @throws AssertionError when the file is missing
   */
  public byte[] stored(String name, Callable<byte[]> make) throws Exception {
    return regenerate ? expected(name, make.call()) : stored(name);
  }

  /**
   * A file that is read, and never written again.
   *
   * @throws AssertionError when the file is missing
   */
  public byte[] stored(String name) {
    return read(folder.resolve(name));
  }

  private byte[] expected(String name, byte[] actual) {
    Path file = folder.resolve(name);
    try {
      if (regenerate) {
        Files.createDirectories(file.getParent());
        Files.write(file, actual);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("golden file " + file, e);
    }
    return read(file);
  }

  private static byte[] read(Path file) {
    if (!Files.exists(file)) {
      throw new AssertionError(file + " is missing" + remedy());
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("golden file " + file, e);
    }
  }

  private AssertionError differs(String name, String where) {
    return new AssertionError(folder.resolve(name) + " differs, " + where + remedy());
  }

  private static String remedy() {
    return "\nif the new output is right: -D" + SWITCH + "=regenerate, and review the difference";
  }

  private static String firstDifference(List<String> expected, List<String> actual) {
    int line = 0;
    while (line < expected.size()
        && line < actual.size()
        && expected.get(line).equals(actual.get(line))) {
      line++;
    }
    return "first in line %d%n  expected: %s%n  actual:   %s"
        .formatted(line + 1, lineOrEnd(expected, line), lineOrEnd(actual, line));
  }

  private static String lineOrEnd(List<String> lines, int line) {
    return line < lines.size() ? lines.get(line) : "<end of file>";
  }
}
