/** Clocks, counters and statistics. Others take their times here. */
package dev.ringside.bench.measure;
