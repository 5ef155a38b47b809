/**
 * Counts, sums and histograms of call durations that merge exactly. Used by passes, observations
 * and reports.
 */
package dev.ringside.core.statistics;
