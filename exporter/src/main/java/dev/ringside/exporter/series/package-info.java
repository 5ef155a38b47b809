/**
 * One label set of the collective metrics: its labels, totals, duration buckets and last window.
 *
 * <p>{@code replica} puts them together, {@code collect} shows them.
 */
package dev.ringside.exporter.series;
