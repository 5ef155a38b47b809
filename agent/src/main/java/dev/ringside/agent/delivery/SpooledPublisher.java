package dev.ringside.agent.delivery;

import dev.ringside.agent.delivery.Backlog.Handed;
import dev.ringside.agent.delivery.Delivery.Outcome;
import dev.ringside.agent.spool.Parcel;
import dev.ringside.agent.spool.Spool;
import dev.ringside.ingest.publish.DropReason;
import dev.ringside.ingest.publish.PublishCounts;
import dev.ringside.ingest.publish.PublishCounts.Amount;
import dev.ringside.schemas.topic.BatchKey;
import dev.ringside.schemas.topic.RecordKey;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher whose batches go through a bounded queue to a spool on disk, and from there to Kafka:
 * in order, as often as it takes, until they are acknowledged or too old. A batch that finds no
 * room is dropped, the newest first.
 *
 * <p>Offering takes a lock for a few instructions. One thread does all the rest; the disk and Kafka
 * hold up only that one.
 */
public final class SpooledPublisher implements Outlet {

  private static final Logger LOG = LoggerFactory.getLogger(SpooledPublisher.class);

  private static final long IDLE_MS = 50;
  private static final Duration PAUSE_AFTER_LOSS = Duration.ofSeconds(1);

  private final Backlog backlog;
  private final Delivery delivery;
  private final DeliveryLimits limits;
  private final InstantSource clock;
  private final Thread worker = new Thread(this::work, "publisher");

  private final Deque<Item> queue = new ArrayDeque<>();
  private final Tally tally = new Tally();
  private int queuedBatches;
  private long receipts;
  private CountDownLatch drained;
  private int entered;
  private boolean closing;
  private boolean ended;
  private Status status = new Status(0, 0, 0, false, false);

  /** The worker's own. */
  private final Deque<Flight> flights = new ArrayDeque<>();

  private Handed refusedByDelivery;
  private long pausedUntilMs;

  /**
   * A batch, or the state that ends a group.
   *
   * @param parcel null for a state
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed from thread to thread, never changed.
  private record Item(Parcel parcel, byte[] state, boolean lone, int generation) {}

  /** A batch that was handed to the delivery. */
  private final class Flight implements Delivery.Receipt {

    private final Handed handed;
    private final DropReason dropAs;
    private volatile Outcome outcome;

    Flight(Handed handed, DropReason dropAs) {
      this.handed = handed;
      this.dropAs = dropAs;
    }

    @Override
    public void arrived(Outcome what) {
      outcome = what;
      awake();
    }
  }

  /**
   * @param spool null to hold batches in memory only
   */
  public SpooledPublisher(
      Spool spool, Delivery delivery, DeliveryLimits limits, InstantSource clock) {
    this.backlog = new Backlog(spool, limits.inMemory());
    this.delivery = delivery;
    this.limits = limits;
    this.clock = clock;
    tally.offered(backlog.onDisk());
    worker.setDaemon(true);
    worker.start();
  }

  @Override
  public boolean offer(RecordKey key, byte[] batch, int calls) {
    return take(key, batch, calls, true);
  }

  @Override
  public boolean stage(BatchKey key, byte[] batch, int calls) {
    return take(key, batch, calls, false);
  }

  private boolean take(BatchKey key, byte[] batch, int calls, boolean lone) {
    Parcel parcel = new Parcel(key, batch, calls, clock.millis());
    synchronized (this) {
      tally.offered(parcel.amount());
      Optional<DropReason> why = whyNot(parcel);
      if (why.isPresent()) {
        tally.dropped(parcel.amount(), why.get());
        return false;
      }
      queue.add(new Item(parcel, null, lone, entered));
      queuedBatches++;
      notifyAll();
      return true;
    }
  }

  private Optional<DropReason> whyNot(Parcel parcel) {
    if (closing) {
      return Optional.of(DropReason.SHUTDOWN);
    } else if (parcel.batch().length > limits.largestBatch()) {
      return Optional.of(DropReason.TOO_LARGE);
    }
    return queuedBatches >= limits.queued() ? Optional.of(DropReason.QUEUE_FULL) : Optional.empty();
  }

  @Override
  public synchronized void commit(byte[] state) {
    if (!closing) {
      queue.add(new Item(null, state, false, entered));
      notifyAll();
    }
  }

  @Override
  public synchronized PublishCounts counts() {
    return tally.counts();
  }

  @Override
  public synchronized Status status() {
    return status;
  }

  @Override
  public synchronized void enter(int generation) {
    entered = generation;
  }

  @Override
  public boolean flush(Duration atMost) throws InterruptedException {
    CountDownLatch awaited;
    synchronized (this) {
      if (tally.pending().batches() == 0) {
        return true;
      }
      awaited = drained == null ? new CountDownLatch(1) : drained;
      drained = awaited;
    }
    return awaited.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** To be called with the lock, when the account has changed. */
  private void changed() {
    if (drained != null && tally.pending().batches() == 0) {
      drained.countDown();
      drained = null;
    }
    notifyAll();
  }

  private synchronized void awake() {
    receipts++;
    notifyAll();
  }

  private void work() {
    try {
      while (!hasEnded()) {
        long seen = receiptsSeen();
        boolean moved = keepQueued();
        moved |= settleArrived();
        moved |= handOver();
        tell();
        if (!moved) {
          idle(seen);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the publisher was stopped");
    } finally {
      end();
    }
  }

  private synchronized boolean hasEnded() {
    return closing && (ended || (queue.isEmpty() && tally.pending().batches() == 0));
  }

  private synchronized long receiptsSeen() {
    return receipts;
  }

  private synchronized void idle(long seen) throws InterruptedException {
    if (queue.isEmpty() && receipts == seen && !ended) {
      TimeUnit.MILLISECONDS.timedWait(this, closing ? IDLE_MS / 10 : IDLE_MS);
    }
  }

  private boolean keepQueued() {
    boolean any = false;
    while (backlog.hasRoomInMemory()) {
      Item item;
      synchronized (this) {
        item = queue.poll();
      }
      if (item == null) {
        return any;
      }
      keep(item);
      any = true;
    }
    return any;
  }

  private void keep(Item item) {
    if (item.parcel == null) {
      backlog.keepState(item.state, item.generation, clock.millis());
      countGivenUp();
      return;
    }
    boolean kept = backlog.keep(item.parcel, item.lone, item.generation);
    countGivenUp();
    if (!kept && dropExpired()) {
      kept = backlog.keep(item.parcel, item.lone, item.generation);
    }
    synchronized (this) {
      queuedBatches--;
      if (!kept) {
        tally.dropped(item.parcel.amount(), DropReason.SPOOL_FULL);
        changed();
      }
    }
  }

  private void countGivenUp() {
    Amount lost = backlog.takeGivenUp();
    if (lost.batches() > 0) {
      synchronized (this) {
        tally.dropped(lost, DropReason.SPOOL_FULL);
        changed();
      }
    }
  }

  /** Makes room where what lies in it is too old to be sent. */
  private boolean dropExpired() {
    Flight oldest = flights.peekFirst();
    if (oldest == null || !isExpired(oldest.handed.parcel())) {
      return false;
    }
    takeBack();
    for (Optional<Handed> next = next(); next.isPresent(); next = next()) {
      if (!isExpired(next.get().parcel())) {
        refusedByDelivery = next.get();
        return true;
      }
      drop(next.get(), DropReason.EXPIRED);
    }
    return true;
  }

  private void takeBack() {
    delivery.restart();
    flights.clear();
    refusedByDelivery = null;
    backlog.takeBack();
  }

  private boolean isExpired(Parcel parcel) {
    return clock.millis() - parcel.keptAtMs() > limits.age().toMillis();
  }

  private Optional<Handed> next() {
    return backlog.next(
        lost -> {
          synchronized (this) {
            tally.dropped(lost, DropReason.DAMAGED);
            changed();
          }
        });
  }

  private void drop(Handed handed, DropReason why) {
    backlog.settle(handed);
    synchronized (this) {
      tally.dropped(handed.parcel().amount(), why);
      changed();
    }
  }

  private boolean settleArrived() {
    boolean moved = false;
    for (Flight first = flights.peekFirst();
        first != null && first.outcome != null;
        first = flights.peekFirst()) {
      moved = true;
      if (first.outcome == Outcome.LOST) {
        takeBack();
        pausedUntilMs = clock.millis() + PAUSE_AFTER_LOSS.toMillis();
        return true;
      }
      flights.removeFirst();
      settle(first);
    }
    return moved;
  }

  private void settle(Flight flight) {
    if (flight.outcome == Outcome.REFUSED) {
      drop(flight.handed, flight.dropAs);
      return;
    }
    backlog.settle(flight.handed);
    synchronized (this) {
      tally.delivered(flight.handed.parcel().amount());
      changed();
    }
  }

  private boolean handOver() throws InterruptedException {
    boolean moved = false;
    while (flights.size() < limits.underWay() && clock.millis() >= pausedUntilMs) {
      Optional<Handed> next = refusedByDelivery == null ? next() : Optional.of(refusedByDelivery);
      if (next.isEmpty() || !handOver(next.get())) {
        return moved;
      }
      moved = true;
    }
    return moved;
  }

  private boolean handOver(Handed handed) throws InterruptedException {
    boolean expired = isExpired(handed.parcel());
    Flight flight = new Flight(handed, expired ? DropReason.EXPIRED : DropReason.UNDELIVERABLE);
    if (expired) {
      flight.outcome = Outcome.REFUSED;
    } else if (!delivery.offer(handed.parcel().key(), handed.parcel().batch(), flight)) {
      refusedByDelivery = handed;
      return false;
    }
    refusedByDelivery = null;
    flights.addLast(flight);
    return true;
  }

  private void tell() {
    Flight oldest = flights.peekFirst();
    Handed first = oldest == null ? refusedByDelivery : oldest.handed;
    Status now =
        new Status(
            backlog.pendingBytes(),
            first == null ? 0 : first.parcel().keptAtMs(),
            backlog.generation(),
            backlog.isFilling(),
            backlog.isRefusedByDisk());
    synchronized (this) {
      status = now;
    }
  }

  /** What lies on disk stays for the next start; the rest is lost. */
  private void end() {
    delivery.close();
    settleArrived();
    synchronized (this) {
      ended = true;
      Amount lost = Tally.less(tally.pending(), backlog.onDisk());
      tally.dropped(lost, DropReason.SHUTDOWN);
      queue.clear();
      changed();
    }
    try {
      backlog.close();
    } catch (IOException e) {
      LOG.warn("the spool cannot be closed: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    boolean wasInterrupted = Thread.interrupted();
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      flush(limits.closing());
      synchronized (this) {
        ended = true;
        notifyAll();
      }
      worker.join(limits.closing().toMillis());
      worker.interrupt();
      worker.join(limits.closing().toMillis());
    } catch (InterruptedException e) {
      wasInterrupted = true;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
