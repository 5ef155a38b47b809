package dev.ringside.core.batch;

/**
 * Calls of one rank as they travel: the unit on the wire.
 *
 * @param signatures those that {@code calls} refers to, and no others
 * @param calls in the order the agent gave them
 */
public record CallBatch(BatchHeader header, SignatureTable signatures, CallColumns calls) {}
