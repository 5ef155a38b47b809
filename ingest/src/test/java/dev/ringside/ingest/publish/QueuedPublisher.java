package dev.ringside.ingest.publish;

import dev.ringside.ingest.publish.PublishCounts.Amount;
import dev.ringside.schemas.topic.RecordKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A queue in memory and one thread that sends: the smallest publisher that keeps the contract. */
final class QueuedPublisher implements Publisher {

  private record Offer(RecordKey key, byte[] batch, Amount amount) {}

  private final BatchSink sink;
  private final int room;
  private final int largest;
  private final Duration closePatience;
  private final Thread sender = new Thread(this::sendAll, "queued-publisher");
  private final Deque<Offer> queue = new ArrayDeque<>();
  private final Map<DropReason, Amount> dropped = new EnumMap<>(DropReason.class);
  private Amount offered = Amount.NONE;
  private Amount delivered = Amount.NONE;
  private Amount pending = Amount.NONE;
  private boolean closed;

  QueuedPublisher(BatchSink sink, int room, int largest, Duration closePatience) {
    this.sink = sink;
    this.room = room;
    this.largest = largest;
    this.closePatience = closePatience;
    sender.setDaemon(true);
    sender.start();
  }

  @Override
  public synchronized boolean offer(RecordKey key, byte[] batch, int calls) {
    Amount amount = new Amount(1, calls);
    offered = offered.plus(amount);
    pending = pending.plus(amount);
    if (closed) {
      return drop(amount, DropReason.SHUTDOWN);
    }
    if (batch.length > largest) {
      return drop(amount, DropReason.TOO_LARGE);
    }
    if (queue.size() >= room) {
      return drop(amount, DropReason.QUEUE_FULL);
    }
    queue.add(new Offer(key, batch, amount));
    notifyAll();
    return true;
  }

  private synchronized boolean drop(Amount amount, DropReason reason) {
    subtract(amount);
    dropped.merge(reason, amount, Amount::plus);
    return false;
  }

  private void subtract(Amount amount) {
    pending = new Amount(pending.batches() - amount.batches(), pending.calls() - amount.calls());
    notifyAll();
  }

  private void sendAll() {
    try {
      while (true) {
        send(next());
      }
    } catch (InterruptedException e) {
      // the end: close counts what is left
    }
  }

  /** The oldest batch; stays in the queue until its fate is known. */
  private synchronized Offer next() throws InterruptedException {
    while (queue.isEmpty()) {
      wait();
    }
    return queue.element();
  }

  private void send(Offer offer) throws InterruptedException {
    try {
      sink.send(offer.key(), offer.batch());
      delivered(offer);
    } catch (PublishException e) {
      undeliverable(offer);
    }
  }

  private synchronized void delivered(Offer offer) {
    queue.remove();
    delivered = delivered.plus(offer.amount());
    subtract(offer.amount());
  }

  private synchronized void undeliverable(Offer offer) {
    queue.remove();
    drop(offer.amount(), DropReason.UNDELIVERABLE);
  }

  @Override
  public synchronized PublishCounts counts() {
    return new PublishCounts(offered, delivered, pending, dropped);
  }

  @Override
  public synchronized boolean flush(Duration atMost) throws InterruptedException {
    long start = System.nanoTime();
    while (pending.batches() > 0) {
      long left = atMost.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    try {
      flush(closePatience);
      sender.interrupt();
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dropTheRest();
  }

  private synchronized void dropTheRest() {
    queue.clear();
    if (pending.batches() > 0) {
      drop(pending, DropReason.SHUTDOWN);
    }
  }
}
