package dev.ringside.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The file {@code acknowledged}: up to where in which segment all batches are settled. Twenty bytes
 * with a checksum, written in place. If they are not sound, everything in the spool is sent again,
 * which the job recognises.
 */
final class Settlement implements Closeable {

  static final String NAME = "acknowledged";

  private static final int BYTES = 20;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BYTES);

  /** A place between two records. */
  record Place(long segment, long offset) {}

  Settlement(Path folder) throws IOException {
    channel =
        FileChannel.open(
            folder.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  Place read() throws IOException {
    buffer.clear();
    int read = channel.read(buffer, 0);
    boolean sound = read == BYTES && buffer.getInt(16) == checksum();
    return sound ? new Place(buffer.getLong(0), buffer.getLong(8)) : new Place(0, 0);
  }

  void write(Place place) throws IOException {
    buffer.clear();
    buffer.putLong(place.segment()).putLong(place.offset()).putInt(checksum()).flip();
    channel.write(buffer, 0);
  }

  private int checksum() {
    CRC32C crc = new CRC32C();
    crc.update(buffer.array(), 0, 16);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
