/**
 * Whole files of NCCL Inspector and its relatives: recognised, read to their end, and looked at
 * together with those beside them.
 */
package dev.ringside.ingest.inspector.file;
