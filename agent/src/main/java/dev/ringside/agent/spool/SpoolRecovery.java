package dev.ringside.agent.spool;

import dev.ringside.agent.spool.Settlement.Place;
import dev.ringside.ingest.publish.PublishCounts.Amount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a spool holds when it is opened. Only the first and the last segment are read through; the
 * others have a seal that says what is in them, and are checked while they are sent.
 *
 * <p>The last segment is cut off behind its last whole group. A group that was being written had
 * not been sent, and the sources still have it.
 */
final class SpoolRecovery {

  private static final Amount NONE = Amount.NONE;

  private final Path folder;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private byte[] state;
  private boolean sound = true;

  private SpoolRecovery(Path folder) {
    this.folder = folder;
  }

  /** How much of a segment is whole groups, and what is in it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Scan(long end, Amount held, Amount before, byte[] state, boolean torn) {}

  static SpoolRecovery of(Path folder, Place acknowledged) throws IOException {
    SpoolRecovery recovery = new SpoolRecovery(folder);
    recovery.openAll(acknowledged);
    return recovery;
  }

  Deque<Segment> segments() {
    return segments;
  }

  /** The state that was written last. */
  Optional<byte[]> state() {
    return Optional.ofNullable(state);
  }

  /** False if something that had been whole is damaged, and may have been sent. */
  boolean isSound() {
    return sound;
  }

  private void openAll(Place acknowledged) throws IOException {
    for (long number : numbers()) {
      Segment segment = Segment.open(folder, number);
      if (number < acknowledged.segment()) {
        segment.delete();
      } else {
        segments.addLast(segment);
      }
    }
    restoreLast();
    for (Segment segment : segments) {
      if (segment != segments.peekLast()) {
        restoreSealed(segment);
      }
    }
    settleFirst(acknowledged);
  }

  private List<Long> numbers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[0-9a-f]{16}\\.spool"))
          .map(name -> Long.parseUnsignedLong(name.substring(0, 16), 16))
          .sorted()
          .toList();
    }
  }

  /** A last segment without one whole group is as good as none. */
  private void restoreLast() throws IOException {
    while (!segments.isEmpty() && state == null) {
      Segment last = segments.getLast();
      Scan scan = scan(last, last.end());
      sound &= !scan.torn;
      if (scan.end <= Segment.MAGIC.length) {
        segments.removeLast();
        last.delete();
      } else {
        last.restore(scan.end, scan.held);
        state = scan.state;
        if (state == null) {
          return;
        }
      }
    }
  }

  private static void restoreSealed(Segment segment) throws IOException {
    Optional<SpoolRecord> seal = segment.read(segment.end() - SpoolRecord.SEAL_BYTES);
    if (seal.isPresent() && seal.get().kind() == SpoolRecord.SEAL) {
      segment.restore(segment.end(), seal.get().held());
    } else {
      segment.restore(segment.end(), scan(segment, segment.end()).held);
    }
  }

  private void settleFirst(Place acknowledged) throws IOException {
    Segment first = segments.peekFirst();
    if (first != null && first.number() == acknowledged.segment()) {
      Amount before = scan(first, acknowledged.offset()).before;
      first.settle(before);
      first.handOut(before);
    }
  }

  /**
   * @param upTo where to look at what stands before
   */
  private static Scan scan(Segment segment, long upTo) throws IOException {
    ByteBuffer in = segment.bytes();
    byte[] magic = new byte[Segment.MAGIC.length];
    if (in.remaining() < magic.length) {
      return new Scan(0, NONE, NONE, null, false);
    }
    in.get(magic);
    if (!Arrays.equals(magic, Segment.MAGIC)) {
      return new Scan(0, NONE, NONE, null, true);
    }
    return scan(in, upTo);
  }

  private static Scan scan(ByteBuffer in, long upTo) {
    long whole = in.position();
    Amount held = NONE;
    Amount open = NONE;
    Amount before = NONE;
    byte[] state = null;
    Optional<SpoolRecord> next = SpoolRecord.read(in);
    for (; next.isPresent(); next = SpoolRecord.read(in)) {
      SpoolRecord record = next.get();
      open = open.plus(record.amount());
      before = in.position() <= upTo ? before.plus(record.amount()) : before;
      if (record.kind() == SpoolRecord.STATE) {
        state = record.value();
      }
      if (record.endsGroup()) {
        held = held.plus(open);
        open = NONE;
        whole = in.position();
      }
    }
    return new Scan(whole, held, before, state, in.hasRemaining());
  }
}
