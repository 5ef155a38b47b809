/** Stopwatches, counters, entropy and statistics. The other packages take their figures here. */
package dev.ringside.bench.measure;
