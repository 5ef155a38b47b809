/**
 * Backlogs that are released at once, plain readers, offsets, and the job's answers. Used by the
 * paths.
 */
package dev.ringside.bench.kafka;
