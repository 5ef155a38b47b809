package dev.ringside.ingest.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The name of a file and its first {@value #MOST_BYTES} bytes, unpacked if it is gzip: all that a
 * reader may look at to recognise its format.
 */
public final class Head {

  /** Bytes looked at, after unpacking. */
  public static final int MOST_BYTES = 1 << 16;

  private final String name;
  private final byte[] bytes;
  private final boolean whole;

  private Head(String name, byte[] bytes, boolean whole) {
    this.name = name;
    this.bytes = bytes;
    this.whole = whole;
  }

  /**
   * @throws UnreadableTraceException if {@code file} cannot be opened; a gzip stream that is
   *     damaged only ends the head early
   */
  public static Head of(Path file) throws UnreadableTraceException {
    byte[] bytes = new byte[MOST_BYTES + 1];
    int size = 0;
    try (InputStream text = TraceInput.open(file, read -> {})) {
      for (int read = 0; read >= 0 && size < bytes.length; size += Math.max(0, read)) {
        read = text.read(bytes, size, bytes.length - size);
      }
    } catch (FileSystemException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
    } catch (IOException e) {
      // What was unpacked before the damage is the head; reading the file will name the damage.
    }
    return new Head(
        file.getFileName().toString(),
        Arrays.copyOf(bytes, Math.min(size, MOST_BYTES)),
        size <= MOST_BYTES);
  }

  public String name() {
    return name;
  }

  /** True if the name ends in {@code suffix} or {@code suffix.gz}, in capitals or not. */
  public boolean isNamed(String suffix) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(suffix) || lower.endsWith(suffix + ".gz");
  }

  /** True if the name, with all its endings, is one that {@code known} knows. */
  public boolean isNamed(Predicate<String> known) {
    return known.test(name);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int size() {
    return bytes.length;
  }

  /** True if nothing more of the file can be read. */
  public boolean isWhole() {
    return whole;
  }

  public boolean startsWith(byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }
}
