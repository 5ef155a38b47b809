/**
 * A whole simulation: cells, agents and the passing of time. Used by the CLI and the benchmarks.
 *
 * <p>Two types: the entry point and the agents it drives; both know files, which the packages below
 * must not.
 */
package dev.ringside.simulator.run;
