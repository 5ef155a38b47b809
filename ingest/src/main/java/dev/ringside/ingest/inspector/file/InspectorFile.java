package dev.ringside.ingest.inspector.file;

import dev.ringside.ingest.inspector.ProcessId;
import dev.ringside.ingest.source.TraceInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines of one file from its beginning. */
public final class InspectorFile {

  /** The longest line that is read; what a process writes has a few kilobytes. */
  public static final int LONGEST_LINE = 1 << 24;

  private static final int CHUNK = 1 << 17;

  private static final Pattern NAME =
      Pattern.compile("(.+)-pid(\\d{1,18})\\.log(\\.\\d{1,4})?(\\.gz)?");
  private static final Pattern ACCL_NAME =
      Pattern.compile(
          "accl_profiler_rank\\d+_(.+)_pid(\\d{1,18})_(0x[0-9a-fA-F]+)\\.jsonl(\\.gz)?");

  private final InspectorCalls calls;
  private byte[] buffer = new byte[2 * CHUNK];
  private int size;
  private boolean torn;

  private InspectorFile(InspectorCalls calls) {
    this.calls = calls;
  }

  /** The process that writes a file of this name, as far as the name says. */
  public static ProcessId processOf(Path file) {
    String name = file.getFileName().toString();
    for (Pattern pattern : new Pattern[] {NAME, ACCL_NAME}) {
      Matcher match = pattern.matcher(name);
      if (match.matches()) {
        return new ProcessId(match.group(1), Long.parseLong(match.group(2)));
      }
    }
    return new ProcessId(name, -1);
  }

  /** The communicator's hash in the name of an ACCL profile; empty in others. */
  public static String hashOf(Path file) {
    Matcher match = ACCL_NAME.matcher(file.getFileName().toString());
    return match.matches() ? match.group(3) : "";
  }

  /**
   * Reads all of it.
   *
   * @return false if it ends within a line
   * @throws IOException if it cannot be read to its end
   */
  public static boolean read(Path file, InspectorCalls into, LongConsumer progress)
      throws IOException {
    return read(file, into, progress, Long.MAX_VALUE);
  }

  /** Reads the beginning: about {@code most} bytes, and whole lines only. */
  static boolean read(Path file, InspectorCalls into, LongConsumer progress, long most)
      throws IOException {
    InspectorFile reading = new InspectorFile(into);
    try (InputStream text = TraceInput.open(file, progress)) {
      reading.readAll(text, most);
    }
    return !reading.torn;
  }

  private void readAll(InputStream text, long most) throws IOException {
    long total = 0;
    int read = text.read(buffer, size, buffer.length - size);
    while (read >= 0) {
      total += read;
      size += read;
      int done = calls.lines().read(buffer, 0, size);
      System.arraycopy(buffer, done, buffer, 0, size - done);
      size -= done;
      makeRoom();
      if (total >= most) {
        return;
      }
      read = text.read(buffer, size, buffer.length - size);
    }
    torn = size > 0 && !calls.lines().readLast(buffer, 0, size);
  }

  private void makeRoom() throws IOException {
    if (size == LONGEST_LINE) {
      throw new EOFException("a line of more than %,d bytes".formatted(LONGEST_LINE));
    }
    if (buffer.length - size < CHUNK) {
      buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, LONGEST_LINE));
    }
  }
}
