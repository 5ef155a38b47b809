/**
 * Recordings as a replay takes them, whatever they are kept in: their ranks, their span, and their
 * batches in order. Read from files by {@code ingest.files}, published by {@code ingest.replay}.
 */
package dev.ringside.ingest.recording;
