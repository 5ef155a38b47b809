package dev.ringside.schemas.batch;

import dev.ringside.core.collective.CallColumns;
import dev.ringside.core.collective.SignatureTable;

/**
 * Calls of one rank as they travel: the unit on the wire.
 *
 * @param signatures those that {@code calls} refers to, and no others
 * @param calls in the order the agent gave them
 */
public record CallBatch(BatchHeader header, SignatureTable signatures, CallColumns calls) {}
