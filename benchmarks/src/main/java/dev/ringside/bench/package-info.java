/**
 * Measurements of single parts, most of them with JMH: codec, containers, histograms, Kineto,
 * planner, the hot path. Started by hand with {@code mvn exec}, one at a time.
 *
 * <p>Eleven types: each is a program of its own with the little it needs, and none uses another but
 * for their common recording.
 */
package dev.ringside.bench;
