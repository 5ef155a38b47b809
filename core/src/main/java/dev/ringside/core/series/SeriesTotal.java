package dev.ringside.core.series;

import dev.ringside.core.statistics.ExponentialHistogram;

/**
 * Totals of one series since the deployment was first seen, summed over the ranks of the stage.
 * They never fall, so that an exporter that restarts resumes every counter exactly.
 *
 * @param checked false if no model was known: expected figures are then absent, not 0
 */
public record SeriesTotal(
    SeriesKey key,
    long calls,
    long bytes,
    long wireBytes,
    long durationNs,
    ExponentialHistogram durations,
    boolean checked,
    long expectedCalls,
    long expectedBytes,
    long expectedWireBytes) {}
