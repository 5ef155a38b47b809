/**
 * The calls of one process as its lines tell them: their kinds, their times, and what is missing.
 */
package dev.ringside.ingest.inspector.process;
