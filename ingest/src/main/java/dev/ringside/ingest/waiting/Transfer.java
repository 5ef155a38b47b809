package dev.ringside.ingest.waiting;

/**
 * A send or receive that is on its way on one side and unknown on the other.
 *
 * @param rank the side that waits, global
 * @param peer the side that has no such call, global
 * @param sequence number of the call in its group, as the rank that waits counts
 */
public record Transfer(String group, long sequence, String call, int rank, int peer) {}
