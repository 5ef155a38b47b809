/**
 * Batches of calls as records: agents and replays encode them, the job and the readers of
 * containers decode them.
 *
 * <p>Twelve types, because a batch has five parts, each with a layout of its own, a dictionary is
 * kept while it is written and again while it is read, and groups have a layout of their own.
 */
package dev.ringside.schemas.batch;
