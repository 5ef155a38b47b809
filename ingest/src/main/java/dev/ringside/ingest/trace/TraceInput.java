package dev.ringside.ingest.trace;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** Opens a stored file as the text in it, unpacked if it is gzip, whatever it is called. */
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
