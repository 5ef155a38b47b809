package dev.ringside.agent.delivery;

import dev.ringside.ingest.publish.Publisher;
import dev.ringside.schemas.topic.BatchKey;

/** A publisher that also takes groups of batches, each with a state for the next start. */
public interface Outlet extends Publisher {

  /**
   * Offers a batch of a group, which is not sent before {@link #commit} has ended the group.
   *
   * @return false if it was dropped at once
   */
  boolean stage(BatchKey key, byte[] batch, int calls);

  /** Ends a group: the next start goes on from {@code state}, once the group is in the spool. */
  void commit(byte[] state);

  Status status();

  /** From now on batches are made in the run that belongs to this {@link Status#generation}. */
  void enter(int generation);

  /**
   * The outlet at a moment.
   *
   * @param spoolBytes on disk and not acknowledged
   * @param oldestMs when the oldest batch that is not settled was made; 0 if there is none
   * @param generation grows when the disk begins to refuse: later batches need a run of their own
   * @param filling true if more than half of the spool is used
   * @param diskRefuses true if batches wait in memory
   */
  record Status(
      long spoolBytes, long oldestMs, int generation, boolean filling, boolean diskRefuses) {}
}
