/**
 * One rank's batches turned into events for its replica: numbering, gaps, duplicates, cut passes.
 * The job keeps one stream a rank.
 */
package dev.ringside.core.stream;
