/**
 * What is known of each replica: totals that only move forward, and its last window.
 *
 * <p>{@code budget} keeps one state a replica; {@code collect} shows the views.
 */
package dev.ringside.exporter.replica;
