/**
 * What is in the operator's files, before anything is compared: ranks, groups and the parallelism
 * they serve, sizes, losses, and who waits for whom. {@code Inspection} is the way in.
 *
 * <p>Eleven types, because files and groups each have what is known of them and the survey that
 * collects it, a guess, coverage and advice follow from both, several files may have the same
 * calls, and folders may be recordings of their own.
 */
package dev.ringside.ingest.inspect;
