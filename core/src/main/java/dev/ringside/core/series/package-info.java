/**
 * Running totals of a replica by bounded labels: what the exporter's counters show.
 *
 * <p>{@code observation} adds them up, {@code report} carries them in every report.
 */
package dev.ringside.core.series;
