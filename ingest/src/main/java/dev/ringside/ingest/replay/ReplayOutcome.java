package dev.ringside.ingest.replay;

/**
 * What a replay published.
 *
 * @param batches handed over
 * @param completed false if it was stopped before its end; the last batches of ranks are missing
 */
public record ReplayOutcome(String runId, long batches, long calls, boolean completed) {}
