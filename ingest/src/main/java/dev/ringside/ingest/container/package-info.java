/**
 * Recordings kept in containers of call batches: they may be larger than memory, so a replay reads
 * them again as it plays them. Also read whole, and while they still grow.
 *
 * <p>Nine types: the two readings of a replay are apart, and share what they know of a rank.
 */
package dev.ringside.ingest.container;
