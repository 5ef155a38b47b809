/**
 * Recordings kept in containers of call batches: they may be larger than memory, so a replay reads
 * them again as it plays them. Read by {@code ingest.files}.
 */
package dev.ringside.ingest.container;
