package dev.ringside.core.align;

import dev.ringside.core.pass.PassBlock;

/**
 * Passes of a rank that are held until something else comes.
 *
 * @param appendedNs when the broker appended the batch that completed them
 */
public record Held(PassBlock block, long appendedNs) {}
