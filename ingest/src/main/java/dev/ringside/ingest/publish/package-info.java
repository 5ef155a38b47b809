/**
 * Ports for encoded batches on their way out: {@link dev.ringside.ingest.publish.BatchSink}, which
 * waits and says so ({@link dev.ringside.ingest.publish.Outage}), for replays and simulations, and
 * {@link dev.ringside.ingest.publish.Publisher}, which never waits, for live agents. Package {@code
 * kafka} implements the first.
 */
package dev.ringside.ingest.publish;
