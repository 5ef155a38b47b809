package dev.ringside.ingest.tail;

import dev.ringside.ingest.source.TraceInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The text of a file that is open, unpacked if its name ends in {@code .gz}. */
public abstract class FileText implements AutoCloseable {

  private final byte[] head = new byte[Fingerprint.MOST];

  public static boolean isPacked(Path file) {
    return file.getFileName().toString().endsWith(".gz");
  }

  public static FileText open(Path file) throws IOException {
    return isPacked(file) ? new Packed(file) : new Plain(file);
  }

  /** Copies the first bytes as they are now; returns how many. */
  public abstract int readHead(byte[] into) throws IOException;

  /** Goes forward to this byte of the text. */
  public abstract void skipTo(long offset) throws IOException;

  /** Returns how many bytes were read: fewer than {@code most} only at the end. */
  public abstract int read(byte[] into, int from, int most) throws IOException;

  /** True if its end has been read and it will not grow. */
  public abstract boolean isFinal();

  @Override
  public abstract void close() throws IOException;

  /** True if this is the life; also if it is not known which one it is. */
  public boolean isOf(Fingerprint life) throws IOException {
    return life == null || life.matches(head, readHead(head));
  }

  private static final class Plain extends FileText {

    private final FileChannel channel;
    private long at;

    Plain(Path file) throws IOException {
      channel = FileChannel.open(file);
    }

    @Override
    public int readHead(byte[] into) throws IOException {
      return readAt(0, ByteBuffer.wrap(into));
    }

    @Override
    public void skipTo(long offset) {
      at = offset;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      int size = readAt(at, ByteBuffer.wrap(into, from, most));
      at += size;
      return size;
    }

    private int readAt(long from, ByteBuffer into) throws IOException {
      int start = into.position();
      int read = 0;
      while (read >= 0 && into.hasRemaining()) {
        read = channel.read(into, from + into.position() - start);
      }
      return into.position() - start;
    }

    @Override
    public boolean isFinal() {
      return false;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Can only be read from its beginning on. */
  private static final class Packed extends FileText {

    private final InputStream text;
    private final byte[] first = new byte[Fingerprint.MOST];
    private final int firstSize;
    private long at;
    private boolean ended;

    Packed(Path file) throws IOException {
      text = TraceInput.open(file, bytes -> {});
      firstSize = fill(first, 0, first.length);
    }

    @Override
    public int readHead(byte[] into) {
      System.arraycopy(first, 0, into, 0, firstSize);
      return firstSize;
    }

    @Override
    public void skipTo(long offset) throws IOException {
      long inStream = Math.max(at, firstSize);
      if (offset > inStream) {
        text.skipNBytes(offset - inStream);
      }
      at = offset;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      int kept = (int) Math.max(0, Math.min(most, firstSize - at));
      if (kept > 0) {
        System.arraycopy(first, (int) at, into, from, kept);
      }
      int size = kept + fill(into, from + kept, most - kept);
      at += size;
      return size;
    }

    /** A stream that is cut off has the lines before the cut. */
    private int fill(byte[] into, int from, int most) throws IOException {
      int size = 0;
      try {
        int read = 0;
        while (read >= 0 && size < most) {
          read = text.read(into, from + size, most - size);
          size += Math.max(0, read);
        }
        ended = read < 0;
      } catch (EOFException e) {
        ended = false;
      }
      return size;
    }

    @Override
    public boolean isFinal() {
      return ended;
    }

    @Override
    public void close() throws IOException {
      text.close();
    }
  }
}
