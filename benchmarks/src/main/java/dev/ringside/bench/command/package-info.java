/**
 * The command line of the benchmarks.
 *
 * <p>One type: its options choose between measurements that other packages make.
 */
package dev.ringside.bench.command;
