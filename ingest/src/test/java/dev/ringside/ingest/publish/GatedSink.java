package dev.ringside.ingest.publish;

import dev.ringside.schemas.topic.RecordKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the numbers of the batches it is sent; can hold its sender up, and refuse a batch. */
final class GatedSink implements BatchSink {

  private static final long NONE = -1;

  private final Map<RecordKey, List<Long>> numbers = new HashMap<>();
  private boolean held;
  private long refused = NONE;
  private long acknowledged;

  /** From now on, a sender waits. */
  synchronized void hold() {
    held = true;
  }

  synchronized void open() {
    held = false;
    notifyAll();
  }

  /** Refuses the batch with this number. */
  synchronized void refuse(long number) {
    refused = number;
  }

  synchronized List<Long> numbers(RecordKey key) {
    return List.copyOf(numbers.getOrDefault(key, List.of()));
  }

  @Override
  public synchronized void send(RecordKey key, byte[] value)
      throws PublishException, InterruptedException {
    while (held) {
      wait();
    }
    long number = ByteBuffer.wrap(value).getLong();
    if (number == refused) {
      throw new PublishException("refused batch " + number);
    }
    numbers.computeIfAbsent(key, first -> new ArrayList<>()).add(number);
    acknowledged++;
  }

  @Override
  public boolean flush(Duration atMost) {
    return true;
  }

  @Override
  public synchronized long acknowledged() {
    return acknowledged;
  }
}
