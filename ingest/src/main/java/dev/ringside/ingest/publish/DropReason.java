package dev.ringside.ingest.publish;

import java.util.Locale;

/** Why a {@link Publisher} dropped a batch: a closed set, so that each can be a metric's label. */
public enum DropReason {
  /** The queue in memory had no room: batches come faster than they can be sent. */
  QUEUE_FULL,
  /** The spool on disk had no room, or the disk had none: the newest batches are dropped. */
  SPOOL_FULL,
  /** The batch lay in the spool for longer than the operator allows. */
  EXPIRED,
  /** The spool's file was damaged, so that the batch could not be read back. */
  DAMAGED,
  /** The batch is larger than the publisher, or Kafka's topic, accepts. */
  TOO_LARGE,
  /** Kafka refused the batch, or did not acknowledge it in time. */
  UNDELIVERABLE,
  /** The batch was pending when the publisher was closed, or offered after that. */
  SHUTDOWN;

  /** The value of the label {@code reason}: {@code queue_full}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
