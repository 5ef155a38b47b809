package dev.ringside.ingest.tail;

import dev.ringside.ingest.inspector.live.GrowingLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One life of one file, and how far it has been read. No descriptor stays open between polls. A
 * line that is not complete is left in the file and read again when the file has grown.
 */
final class TailedFile {

  /**
   * Before a position that was restored, this much is read again for the marker and the numbers.
   */
  private static final long READ_AGAIN = 1L << 24;

  private final Path path;
  private final GrowingLog log;
  private Fingerprint life;
  private long offset;
  private long handedOver;
  private boolean passingOver;
  private long seenSize = -1;
  private long seenModified = -1;

  /** What came of a read. */
  enum Outcome {
    /** There may be more to read. */
    MORE,
    /** All complete lines have been read. */
    END,
    /** Another life has begun: what this one had not been read of is gone. */
    REPLACED
  }

  TailedFile(Path path) {
    this.path = path;
    this.log = new GrowingLog(path);
  }

  Path path() {
    return path;
  }

  GrowingLog log() {
    return log;
  }

  Optional<Fingerprint> life() {
    return Optional.ofNullable(life);
  }

  /** True if the file is as it was when it was last read to its end. */
  boolean isUnchanged(long size, long modified) {
    return size == seenSize && modified == seenModified;
  }

  void readToItsEnd(long size, long modified) {
    seenSize = size;
    seenModified = modified;
  }

  /** Bytes of a file of this size that have not been handed over. */
  long behind(long size) {
    return FileText.isPacked(path) ? 0 : Math.max(0, size - handedOver);
  }

  /** What has been read is handed over; returns how many bytes that is. */
  long markHandedOver() {
    long bytes = offset - handedOver;
    handedOver = offset;
    return bytes;
  }

  Optional<TailPosition> position() {
    return life()
        .filter(one -> handedOver > 0)
        .map(one -> new TailPosition(path.getFileName().toString(), one, handedOver));
  }

  FileText open() throws IOException {
    return FileText.open(path);
  }

  /**
   * Goes on at a position of an earlier start: reads again what stands before it, hands nothing
   * over of that, and counts no loss in it.
   */
  void resume(TailPosition position, FileText text, ReadBuffer buffer) throws IOException {
    life = position.life();
    offset = FileText.isPacked(path) ? 0 : Math.max(0, position.offset() - READ_AGAIN);
    passingOver = offset > 0;
    text.skipTo(offset);
    Outcome outcome = Outcome.MORE;
    while (outcome == Outcome.MORE) {
      buffer.fill(text, position.offset() - offset);
      outcome = take(buffer, false);
    }
    buffer.clear();
    log.forget();
    passingOver = false;
    offset = position.offset();
    handedOver = offset;
  }

  /**
   * Reads one buffer full of lines.
   *
   * @param text open; the same one for as long as there is more
   */
  Outcome read(FileText text, ReadBuffer buffer) throws IOException {
    if (!text.isOf(life)) {
      return Outcome.REPLACED;
    }
    text.skipTo(offset + buffer.size());
    buffer.fill(text, Long.MAX_VALUE);
    return text.isOf(life) ? take(buffer, text.isFinal()) : Outcome.REPLACED;
  }

  private Outcome take(ReadBuffer buffer, boolean last) {
    boolean full = buffer.isFull();
    int from = 0;
    if (passingOver) {
      from = buffer.afterLineFeed();
      passingOver = from < 0;
      if (passingOver) {
        advance(buffer, buffer.size());
        return full ? Outcome.MORE : Outcome.END;
      }
    }
    int done = log.read(buffer.bytes(), from, buffer.size());
    if (last && !full && done < buffer.size()) {
      log.readLast(buffer.bytes(), done, buffer.size());
      done = buffer.size();
    }
    if (done == 0 && full && !buffer.grow()) {
      log.passOver();
      passingOver = true;
      done = buffer.size();
    }
    advance(buffer, done);
    return full ? Outcome.MORE : Outcome.END;
  }

  private void advance(ReadBuffer buffer, int done) {
    if (life == null && done > 0) {
      life = Fingerprint.of(buffer.bytes(), Math.min(Fingerprint.MOST, buffer.size()));
    }
    buffer.drop(done);
    offset += done;
  }
}
