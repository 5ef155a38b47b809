/**
 * Measurements of single parts, most of them with JMH: codec, containers, histograms, Inspector,
 * Kineto, planner, the hot path. Started by hand with {@code mvn exec}, one at a time.
 *
 * <p>Twelve types: each is a program of its own with the little it needs, and none uses another but
 * for their common recording.
 */
package dev.ringside.bench;
