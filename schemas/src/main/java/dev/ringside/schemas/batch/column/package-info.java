/**
 * The columns of a batch: how signatures, times and sequence numbers of calls become bytes, and
 * back. Used by the encoder and the reader of batches.
 */
package dev.ringside.schemas.batch.column;
