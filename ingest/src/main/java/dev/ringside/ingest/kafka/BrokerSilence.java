package dev.ringside.ingest.kafka;

import dev.ringside.ingest.publish.Outage;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long Kafka has acknowledged nothing of what is under way, and how long it may.
 *
 * <p>Silence is told from {@link #REMARKABLE} on: a broker that works acknowledges a batch within
 * milliseconds. Thread-safe; the outage is told on the caller's thread.
 */
final class BrokerSilence {

  static final Duration REMARKABLE = Duration.ofSeconds(3);

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Duration patience;
  private final Outage outage;
  private final LongSupplier nanoTime;

  private volatile long sinceNs;
  private Duration told = Duration.ZERO;

  BrokerSilence(Duration patience, Outage outage, LongSupplier nanoTime) {
    this.patience = patience;
    this.outage = outage;
    this.nanoTime = nanoTime;
    begins();
  }

  /** Kafka has answered, or had nothing to answer until now. */
  void begins() {
    sinceNs = nanoTime.getAsLong();
  }

  /** Tells of a silence that is remarkable, once a second, and of its end. For one thread. */
  void tell() {
    Duration lasted = lasted();
    if (lasted.compareTo(told) < 0) {
      outage.ended(told);
      told = Duration.ZERO;
    }
    if (lasted.compareTo(REMARKABLE) >= 0 && lasted.compareTo(told.plus(EVERY)) >= 0) {
      told = lasted;
      outage.lasts(lasted, patience);
    }
  }

  boolean isTooLong() {
    return lasted().compareTo(patience) >= 0;
  }

  Duration patience() {
    return patience;
  }

  private Duration lasted() {
    return Duration.ofNanos(nanoTime.getAsLong() - sinceNs);
  }
}
