/**
 * Starts the benchmarks: wiring only.
 *
 * <p>One type: the main class that {@code ./ringside bench} names.
 */
package dev.ringside.bench.main;
