/**
 * What is in the operator's files, before anything is compared: ranks, groups and the parallelism
 * they serve, sizes, losses, and who waits for whom. {@code Inspection} is the way in.
 */
package dev.ringside.ingest.inspect;
