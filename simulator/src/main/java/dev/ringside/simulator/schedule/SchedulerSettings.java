package dev.ringside.simulator.schedule;

/**
 * @param maxNumSeqs requests that run at once
 * @param maxBatchedTokens tokens of one pass
 * @param chunksPrompts a prompt may be cut where a pass is full
 * @param drafted k, tokens drafted a decode step
 * @param acceptance of a drafted token, given those before it
 */
public record SchedulerSettings(
    int maxNumSeqs,
    long maxBatchedTokens,
    boolean chunksPrompts,
    int drafted,
    double acceptance,
    boolean asyncScheduling) {}
