/** Measures the time from a call to the exported metric. Used by {@code --live}. */
package dev.ringside.bench.live;
