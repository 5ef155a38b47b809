package dev.ringside.ingest.iterations;

import dev.ringside.ingest.source.TraceInput;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Follows one growing file of iterations: each complete line once, a line that is written in part
 * later. A file that has become shorter, or begins otherwise than before, is a new one and is read
 * from its start. For one thread.
 *
 * <p>Memory: two chunks of 64 KiB. No descriptor stays open between polls.
 */
public final class IterationTail {

  private static final int CHUNK = IterationLog.LONGEST_LINE;
  private static final int BEGINNING = 256;

  private final Path file;
  private byte[] beginning = {};
  private long position;
  private boolean passingOver;
  private IterationLines format;

  public IterationTail(Path file) {
    this.file = file;
  }

  /** Bytes that have been handed over; save it once they are stored. */
  public long position() {
    return position;
  }

  /**
   * Goes on at a position that was saved. A file that has become shorter since is read from its
   * start.
   */
  public IterationTail from(long saved) {
    position = saved;
    return this;
  }

  /**
   * Hands over what has come since the last poll; of a file that does not exist, nothing.
   *
   * @return lines handed over
   * @throws UnreadableTraceException if the file cannot be read
   */
  public int poll(IterationSink sink) throws UnreadableTraceException {
    try (SeekableByteChannel in = Files.newByteChannel(file)) {
      if (!isTheSame(in)) {
        position = 0;
        passingOver = false;
        format = null;
      }
      int lines = 0;
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      for (int read = fill(in, chunk); read > 0; read = fill(in, chunk)) {
        int before = lines;
        lines += hand(chunk.array(), read, sink);
        if (lines == before && read < CHUNK) {
          break;
        }
      }
      return lines;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UnreadableTraceException(file, "cannot be read: " + TraceInput.reason(e), e);
    }
  }

  /** Compares the first bytes, and remembers more of them as the file grows. */
  private boolean isTheSame(SeekableByteChannel in) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(BEGINNING);
    in.position(0);
    while (head.hasRemaining() && in.read(head) >= 0) {
      // until the buffer is full or the file ends
    }
    byte[] now = Arrays.copyOf(head.array(), head.position());
    boolean same =
        in.size() >= position
            && now.length >= beginning.length
            && Arrays.equals(beginning, Arrays.copyOf(now, beginning.length));
    beginning = now;
    return same;
  }

  private int fill(SeekableByteChannel in, ByteBuffer chunk) throws IOException {
    chunk.clear();
    in.position(position);
    while (chunk.hasRemaining() && in.read(chunk) >= 0) {
      // until the buffer is full or the file ends
    }
    return chunk.position();
  }

  /** A line that fills the whole chunk is passed over to its end. */
  private int hand(byte[] bytes, int size, IterationSink sink) {
    int lines = 0;
    int from = 0;
    for (int at = 0; at < size; at++) {
      if (bytes[at] != '\n') {
        continue;
      }
      if (!passingOver) {
        read(new String(bytes, from, at - from, StandardCharsets.UTF_8), sink);
        lines++;
      }
      passingOver = false;
      from = at + 1;
    }
    if (from == 0 && size == CHUNK) {
      if (!passingOver) {
        sink.rejected("line_too_long");
        lines++;
      }
      passingOver = true;
      from = size;
    }
    position += from;
    return lines;
  }

  private void read(String line, IterationSink sink) {
    if (format == null) {
      format = IterationLog.formatOf(beginning.length > 0 && beginning[0] == '{' ? "{" : "");
    }
    format.read(line, sink);
  }
}
