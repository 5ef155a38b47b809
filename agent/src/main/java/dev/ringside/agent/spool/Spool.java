package dev.ringside.agent.spool;

import dev.ringside.agent.spool.Settlement.Place;
import dev.ringside.ingest.publish.PublishCounts.Amount;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Deque;
import java.util.Optional;

/**
 * Batches on disk, in order: written at one end, handed out and settled at the other. Groups of
 * batches end with a state, which says how far the sources were read; what follows the last state
 * is not there for a reader until its own state is.
 *
 * <p>Bound: the bytes of {@link SpoolLimits}, and one group. Written without waiting for the disk:
 * it survives the end of the process, and after a power failure the sources are read again from the
 * last state that reached the disk. One thread uses it, one process a folder.
 */
public final class Spool implements Closeable {

  private final SpoolLimits limits;
  private final FileChannel lock;
  private final Settlement settlement;
  private final Deque<Segment> segments;
  private final boolean sound;

  private byte[] state;
  private long fileBytes;
  private Amount openGroup = Amount.NONE;
  private Place readable;
  private Place next;
  private Place settledTo;

  private Spool(SpoolLimits limits, FileChannel lock) throws IOException {
    this.limits = limits;
    this.lock = lock;
    settlement = new Settlement(limits.folder());
    Place acknowledged = settlement.read();
    SpoolRecovery recovery = SpoolRecovery.of(limits.folder(), acknowledged);
    segments = recovery.segments();
    sound = recovery.isSound();
    state = recovery.state().orElse(null);
    segments.forEach(segment -> fileBytes += segment.end());
    begin(acknowledged);
  }

  /**
   * @throws IOException with one line, if the folder cannot be used or another agent uses it
   */
  public static Spool open(SpoolLimits limits) throws IOException {
    Files.createDirectories(limits.folder());
    FileChannel lock =
        FileChannel.open(
            limits.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = lock.tryLock();
      if (held != null) {
        return new Spool(limits, lock);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: the same to say.
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
    lock.close();
    throw new IOException(
        "%s: another agent uses this spool; give each agent a folder of its own"
            .formatted(limits.folder()));
  }

  private void begin(Place acknowledged) throws IOException {
    if (segments.isEmpty()) {
      addSegment(acknowledged.segment() + 1);
    }
    Segment first = segments.getFirst();
    boolean within =
        first.number() == acknowledged.segment()
            && acknowledged.offset() >= Segment.MAGIC.length
            && acknowledged.offset() <= first.end();
    settledTo = within ? acknowledged : startOf(first);
    next = settledTo;
    readable = endOf(segments.getLast());
  }

  /** How far the sources had been read, by the last state that was written. */
  public Optional<byte[]> state() {
    return Optional.ofNullable(state);
  }

  /** False if batches that may have been sent could not be read back when it was opened. */
  public boolean isSound() {
    return sound;
  }

  /** Batches that are not settled. */
  public Amount pending() {
    long batches = 0;
    long calls = 0;
    for (Segment segment : segments) {
      batches += segment.held().batches() - segment.settled().batches();
      calls += segment.held().calls() - segment.settled().calls();
    }
    return new Amount(batches, calls);
  }

  /** Bytes of all segments. */
  public long fileBytes() {
    return fileBytes;
  }

  /** Bytes that are not settled. */
  public long pendingBytes() {
    long bytes = -settledTo.offset();
    for (Segment segment : segments) {
      bytes += segment.end();
    }
    return bytes;
  }

  /** True if more than half of the room is used. */
  public boolean isFilling() {
    return fileBytes > limits.bytes() / 2;
  }

  /**
   * Writes a batch.
   *
   * @param lone true if it can be sent at once; false if it belongs to a group, which {@link
   *     #keepState} ends
   * @return false if there is no room
   * @throws IOException if the disk refuses
   */
  public boolean keep(Parcel parcel, boolean lone) throws IOException {
    ByteBuffer record = SpoolRecord.batch(parcel, lone);
    if (fileBytes + record.remaining() > limits.bytes()) {
      return false;
    }
    append(record, parcel.amount());
    openGroup = openGroup.plus(parcel.amount());
    if (lone) {
      endGroup();
    }
    return true;
  }

  /**
   * Ends a group: its batches can be sent, and the next start goes on from this state.
   *
   * @return false if there is no room, in which case the next start goes on from an earlier one
   */
  public boolean keepState(byte[] newState, long nowMs) throws IOException {
    ByteBuffer record = SpoolRecord.state(newState, nowMs);
    if (fileBytes + record.remaining() > limits.bytes() + limits.segmentBytes()) {
      return false;
    }
    append(record, Amount.NONE);
    state = newState;
    endGroup();
    return true;
  }

  /**
   * Gives up the batches of a group whose state the disk refuses: without it they can never be
   * sent. Then goes on in a new segment, if there is room for one, so that the old one is deleted
   * once it has been sent, and makes room.
   *
   * @return what is given up
   */
  public Amount giveUpGroup() throws IOException {
    Segment last = segments.getLast();
    Amount lost = openGroup;
    if (lost.batches() > 0) {
      fileBytes -= last.end() - readable.offset();
      last.cut(readable.offset(), lost);
      openGroup = Amount.NONE;
      startSegment();
    }
    return lost;
  }

  private void startSegment() throws IOException {
    Segment last = segments.getLast();
    long sound = last.end();
    try {
      roll(last);
    } catch (IOException e) {
      // No room yet: what is kept next goes on in the old one, as if nothing had been tried.
      if (segments.getLast() != last) {
        Segment begun = segments.removeLast();
        fileBytes -= begun.end();
        begun.delete();
      }
      fileBytes -= last.end() - sound;
      last.cut(sound, Amount.NONE);
      readable = endOf(last);
    }
  }

  private void append(ByteBuffer record, Amount amount) throws IOException {
    int bytes = record.remaining();
    segments.getLast().append(record, amount);
    fileBytes += bytes;
  }

  private void endGroup() throws IOException {
    Segment last = segments.getLast();
    readable = endOf(last);
    openGroup = Amount.NONE;
    if (last.end() >= limits.segmentBytes()) {
      startSegment();
      removeSettled();
    }
  }

  private void roll(Segment last) throws IOException {
    append(SpoolRecord.seal(last.held()), Amount.NONE);
    readable = endOf(last);
    addSegment(last.number() + 1);
    if (state != null) {
      append(SpoolRecord.state(state, 0), Amount.NONE);
    }
    readable = endOf(segments.getLast());
  }

  private void addSegment(long number) throws IOException {
    Segment added = Segment.create(limits.folder(), number);
    segments.addLast(added);
    fileBytes += added.end();
  }

  /** What {@link #next} found. */
  public sealed interface Found {

    /** A batch that was not handed out since it was written or taken back. */
    record Batch(Parcel parcel) implements Found {}

    /** Nothing more can be handed out now. */
    record Nothing() implements Found {}

    /** So much could not be read back. It is settled. */
    record Damage(Amount lost) implements Found {}
  }

  private static final Found NOTHING = new Found.Nothing();

  /** The next batch to send. Damage is told only when nothing that was handed out is open. */
  public Found next() throws IOException {
    while (!next.equals(readable)) {
      Segment segment = segment(next.segment());
      if (next.offset() >= segment.end()) {
        next = startOf(segment(next.segment() + 1));
        continue;
      }
      Optional<SpoolRecord> record = segment.read(next.offset());
      Optional<Parcel> parcel = record.flatMap(SpoolRecord::parcel);
      if (record.isEmpty() || (record.get().isBatch() && parcel.isEmpty())) {
        return damaged(segment);
      }
      next = new Place(next.segment(), next.offset() + record.get().size());
      if (parcel.isPresent() && record.get().isBatch()) {
        segment.handOut(parcel.get().amount());
        return new Found.Batch(parcel.get());
      }
    }
    return NOTHING;
  }

  /** Lengths behind the damage cannot be trusted: the rest of the segment is lost. */
  private Found damaged(Segment segment) throws IOException {
    if (!segment.settled().equals(segment.handed()) || settledTo.segment() != segment.number()) {
      if (segment.handed().equals(Amount.NONE) && settledBefore(segment)) {
        settledTo = startOf(segment);
      } else {
        return NOTHING;
      }
    }
    boolean isLast = segment == segments.getLast();
    Amount open = isLast ? openGroup : Amount.NONE;
    Amount lost =
        new Amount(
            segment.held().batches() - segment.settled().batches() - open.batches(),
            segment.held().calls() - segment.settled().calls() - open.calls());
    segment.settle(lost);
    segment.takeBack();
    next = isLast ? readable : endOf(segment);
    settle(next);
    return new Found.Damage(lost);
  }

  private boolean settledBefore(Segment segment) {
    for (Segment earlier : segments) {
      if (earlier.number() < segment.number() && !earlier.settled().equals(earlier.held())) {
        return false;
      }
    }
    return true;
  }

  /** Where what was handed out last ends: to be given to {@link #settle} once it has arrived. */
  public Mark mark(Parcel parcel) {
    return new Mark(next, parcel.amount());
  }

  /** A batch that was handed out, and where it ends. */
  public record Mark(Place place, Amount amount) {}

  /** The batch, and all before it, need not be sent again. In the order of handing out. */
  public void settle(Mark mark) throws IOException {
    segment(mark.place().segment()).settle(mark.amount());
    settle(mark.place());
  }

  private void settle(Place place) throws IOException {
    settledTo = place;
    settlement.write(place);
    removeSettled();
  }

  private void removeSettled() throws IOException {
    while (segments.size() > 1
        && segments.getFirst().settled().equals(segments.getFirst().held())
        && next.segment() >= segments.getFirst().number()
        && isReadThrough(segments.getFirst())) {
      Segment done = segments.removeFirst();
      fileBytes -= done.end();
      if (next.segment() == done.number()) {
        next = startOf(segments.getFirst());
      }
      settledTo = startOf(segments.getFirst());
      settlement.write(settledTo);
      done.delete();
    }
  }

  private boolean isReadThrough(Segment segment) {
    return segment.handed().equals(segment.settled());
  }

  /** What was handed out and is not settled will be handed out again. */
  public void takeBack() {
    next = settledTo;
    segments.forEach(Segment::takeBack);
  }

  private Segment segment(long number) {
    for (Segment segment : segments) {
      if (segment.number() == number) {
        return segment;
      }
    }
    throw new IllegalStateException("no segment " + number);
  }

  private static Place startOf(Segment segment) {
    return new Place(segment.number(), Segment.MAGIC.length);
  }

  private static Place endOf(Segment segment) {
    return new Place(segment.number(), segment.end());
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
    settlement.close();
    lock.close();
  }
}
