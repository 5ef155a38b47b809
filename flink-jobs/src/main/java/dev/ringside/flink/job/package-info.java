/**
 * The registry of jobs. Main, the embedded pipeline and the benchmarks start jobs from here.
 *
 * <p>One type: the registry is an enum.
 */
package dev.ringside.flink.job;
