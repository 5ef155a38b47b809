/**
 * Batches of calls as records: agents and replays encode them, the job and the readers of
 * containers decode them.
 */
package dev.ringside.schemas.batch;
