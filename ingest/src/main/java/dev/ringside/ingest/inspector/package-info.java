/**
 * NCCL Inspector and its relatives: what the lines of one file say about the calls of its
 * processes, which ranks these are, and what was lost on the way.
 */
package dev.ringside.ingest.inspector;
