package dev.ringside.ingest.waiting;

/**
 * Where one rank stands in one group.
 *
 * @param sequence the first call of the group that this rank has not finished
 * @param open true if the rank has come to that call, false if it has not called it yet
 * @param collective what it called; empty if it has not
 */
public record Standing(long sequence, boolean open, String collective) {}
