package dev.ringside.agent.spool;

import dev.ringside.ingest.publish.PublishCounts.Amount;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One file of the spool: eight bytes that name the format, then records. */
final class Segment implements Closeable {

  static final byte[] MAGIC = "RSSPOOL1".getBytes(StandardCharsets.US_ASCII);

  private final long number;
  private final Path file;
  private final FileChannel channel;
  private long end;
  private Amount held = Amount.NONE;

  /** What has been read and handed out; and, of that, what is settled. */
  private Amount handed = Amount.NONE;

  private Amount settled = Amount.NONE;

  private Segment(long number, Path file, FileChannel channel) {
    this.number = number;
    this.file = file;
    this.channel = channel;
  }

  static Segment create(Path folder, long number) throws IOException {
    Path file = fileOf(folder, number);
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    Segment segment = new Segment(number, file, channel);
    try {
      segment.append(ByteBuffer.wrap(MAGIC), Amount.NONE);
      return segment;
    } catch (IOException e) {
      segment.delete();
      throw e;
    }
  }

  /** An existing file, whatever is in it: the caller says how much of it is sound. */
  static Segment open(Path folder, long number) throws IOException {
    Path file = fileOf(folder, number);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment = new Segment(number, file, channel);
    segment.end = channel.size();
    return segment;
  }

  static Path fileOf(Path folder, long number) {
    return folder.resolve("%016x.spool".formatted(number));
  }

  long number() {
    return number;
  }

  long end() {
    return end;
  }

  Amount held() {
    return held;
  }

  Amount handed() {
    return handed;
  }

  Amount settled() {
    return settled;
  }

  /** Takes the file for sound up to {@code newEnd}, with so much in it, and cuts off the rest. */
  void restore(long newEnd, Amount amount) throws IOException {
    if (newEnd < end) {
      channel.truncate(newEnd);
    }
    end = newEnd;
    held = amount;
  }

  /** Cuts off what lies behind {@code newEnd}: so many batches and calls. */
  void cut(long newEnd, Amount amount) throws IOException {
    channel.truncate(newEnd);
    end = newEnd;
    held = new Amount(held.batches() - amount.batches(), held.calls() - amount.calls());
  }

  /** Writes all of a record or nothing. */
  void append(ByteBuffer bytes, Amount amount) throws IOException {
    long at = end;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      channel.truncate(end);
      throw e;
    }
    end = at;
    held = held.plus(amount);
  }

  /**
   * The record at {@code offset}; empty if it is damaged.
   *
   * @throws IOException if the file cannot be read
   */
  Optional<SpoolRecord> read(long offset) throws IOException {
    ByteBuffer head = fill(offset, SpoolRecord.HEAD_BYTES);
    Optional<Integer> size = head == null ? Optional.empty() : SpoolRecord.sizeOf(head);
    if (size.isEmpty() || offset + size.get() > end) {
      return Optional.empty();
    }
    ByteBuffer whole = fill(offset, size.get());
    return whole == null ? Optional.empty() : SpoolRecord.read(whole);
  }

  /** The whole file. */
  ByteBuffer bytes() throws IOException {
    ByteBuffer bytes = fill(0, (int) end);
    if (bytes == null) {
      throw new EOFException(file + ": shorter than it was");
    }
    return bytes;
  }

  private ByteBuffer fill(long offset, int length) throws IOException {
    if (offset + length > end) {
      return null;
    }
    ByteBuffer into = ByteBuffer.allocate(length);
    for (int read = 0; read >= 0 && into.hasRemaining(); ) {
      read = channel.read(into, offset + into.position());
    }
    return into.hasRemaining() ? null : into.flip();
  }

  void handOut(Amount amount) {
    handed = handed.plus(amount);
  }

  void settle(Amount amount) {
    settled = settled.plus(amount);
  }

  /** What is not settled will be handed out again. */
  void takeBack() {
    handed = settled;
  }

  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
