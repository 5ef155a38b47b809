/**
 * A real Flink cluster whose processes run in JVMs of their own. Used by process-level tests and by
 * the benchmarks; compiles without Flink.
 */
package dev.ringside.testkit.flink;
