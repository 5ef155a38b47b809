/**
 * The fault matrix. One test a row: it does something to a live stream, and asserts verdicts, pass
 * counts and figures of what the job reports. The rows' figures make benchmarks/results/faults.md.
 */
package dev.ringside.faults;
