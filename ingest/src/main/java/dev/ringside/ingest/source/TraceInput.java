package dev.ringside.ingest.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens a stored file as what is in it, unpacked if it is gzip, whatever it is called. */
public final class TraceInput {

  private static final int CHUNK = 1 << 16;

  private TraceInput() {}

  /**
   * @param progress told of every chunk read, in stored bytes
   * @throws IOException if the file cannot be opened
   */
  public static InputStream open(Path file, LongConsumer progress) throws IOException {
    BufferedInputStream stored =
        new BufferedInputStream(new Counted(Files.newInputStream(file), progress), CHUNK);
    try {
      return isGzip(stored) ? new GZIPInputStream(stored, CHUNK) : stored;
    } catch (IOException e) {
      stored.close();
      throw e;
    }
  }

  /** In words for the operator why {@code e} was thrown: one line. */
  public static String reason(IOException e) {
    if (e instanceof EOFException) {
      return "the gzip stream ends too early (truncated copy?)";
    }
    if (e instanceof ZipException) {
      return "the gzip stream is damaged";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse(message);
  }

  private static boolean isGzip(BufferedInputStream stored) throws IOException {
    stored.mark(2);
    boolean magic = stored.read() == 0x1f && stored.read() == 0x8b;
    stored.reset();
    return magic;
  }

  private static final class Counted extends FilterInputStream {

    private final LongConsumer progress;

    Counted(InputStream in, LongConsumer progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      if (read >= 0) {
        progress.accept(1);
      }
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        progress.accept(read);
      }
      return read;
    }
  }
}
