package dev.ringside.agent.delivery;

import dev.ringside.agent.spool.Parcel;
import dev.ringside.agent.spool.Spool;
import dev.ringside.ingest.publish.PublishCounts.Amount;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that was taken and is not settled, in order: on disk, and in memory behind that while the
 * disk refuses. For one thread.
 *
 * <p>Law: a state never reaches the disk before the batches that it covers. What goes through
 * memory is covered by no state, so it is sent under a run of its own ({@link #generation}): the
 * next start reads its calls again, and none is taken for a repeat of something else.
 */
final class Backlog implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  private final Spool spool;
  private final int memoryRoom;
  private final Deque<Parcel> memory = new ArrayDeque<>();
  private int handedFromMemory;
  private int generation;
  private boolean refused;
  private Amount givenUp = Amount.NONE;

  /**
   * @param spool null for none
   * @param memoryRoom batches in memory while the disk refuses
   */
  Backlog(Spool spool, int memoryRoom) {
    this.spool = spool;
    this.memoryRoom = memoryRoom;
  }

  /**
   * A batch that was handed out.
   *
   * @param mark absent if it was in memory
   */
  record Handed(Parcel parcel, Optional<Spool.Mark> mark) {}

  /** Grows by one each time the disk begins to refuse. */
  int generation() {
    return generation;
  }

  boolean isRefusedByDisk() {
    return refused;
  }

  long pendingBytes() {
    return spool == null || spool.pending().batches() == 0 ? 0 : spool.pendingBytes();
  }

  boolean isFilling() {
    return spool != null && spool.isFilling();
  }

  /** False if the next batch must wait in the queue: the disk refuses, and memory is full. */
  boolean hasRoomInMemory() {
    return memory.size() < memoryRoom;
  }

  /**
   * @param asOf the generation in which the batch was made
   * @return false if there is no room
   */
  boolean keep(Parcel parcel, boolean lone, int asOf) {
    if (spool == null) {
      return keepInMemory(parcel);
    }
    if (memory.isEmpty()) {
      try {
        boolean kept = spool.keep(parcel, lone);
        refused = false;
        return kept;
      } catch (IOException e) {
        refuse(e);
      }
    }
    return asOf == generation && keepInMemory(parcel);
  }

  private void refuse(IOException e) {
    if (!refused) {
      generation++;
      LOG.warn("the spool cannot be written: {}; batches wait in memory", e.getMessage());
    }
    refused = true;
    try {
      givenUp = givenUp.plus(spool.giveUpGroup());
    } catch (IOException again) {
      LOG.warn("the spool cannot be cut: {}", again.getMessage());
    }
  }

  /** What was on disk and can never be sent, since the disk refused what must follow it. */
  Amount takeGivenUp() {
    Amount taken = givenUp;
    givenUp = Amount.NONE;
    return taken;
  }

  private boolean keepInMemory(Parcel parcel) {
    return memory.size() < memoryRoom && memory.add(parcel);
  }

  void keepState(byte[] state, int asOf, long nowMs) {
    if (spool == null || !memory.isEmpty() || asOf != generation) {
      return;
    }
    try {
      spool.keepState(state, nowMs);
    } catch (IOException e) {
      refuse(e);
    }
  }

  /** Hands out the next batch, if there is one; {@code damage} hears of what cannot be. */
  Optional<Handed> next(Consumer<Amount> damage) {
    Optional<Handed> kept = spool == null ? Optional.empty() : nextOnDisk(damage);
    if (kept.isPresent() || handedFromMemory >= memory.size()) {
      return kept;
    }
    Parcel parcel = memory.stream().skip(handedFromMemory).findFirst().orElseThrow();
    handedFromMemory++;
    return Optional.of(new Handed(parcel, Optional.empty()));
  }

  private Optional<Handed> nextOnDisk(Consumer<Amount> damage) {
    try {
      while (true) {
        Spool.Found found = spool.next();
        if (found instanceof Spool.Found.Batch batch) {
          Parcel parcel = batch.parcel();
          return Optional.of(new Handed(parcel, Optional.of(spool.mark(parcel))));
        } else if (found instanceof Spool.Found.Damage damaged) {
          LOG.warn("a segment of the spool is damaged: {} lost", damaged.lost());
          damage.accept(damaged.lost());
        } else {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      LOG.warn("the spool cannot be read: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** It need not be handed out again; in the order of handing out. */
  void settle(Handed handed) {
    if (handed.mark().isEmpty()) {
      memory.removeFirst();
      handedFromMemory--;
      return;
    }
    try {
      spool.settle(handed.mark().get());
    } catch (IOException e) {
      LOG.warn("the spool cannot be written: {}; the next start sends more again", e.getMessage());
    }
  }

  void takeBack() {
    handedFromMemory = 0;
    if (spool != null) {
      spool.takeBack();
    }
  }

  /** What the next start will find. */
  Amount onDisk() {
    return spool == null ? Amount.NONE : spool.pending();
  }

  @Override
  public void close() throws IOException {
    if (spool != null) {
      spool.close();
    }
  }
}
