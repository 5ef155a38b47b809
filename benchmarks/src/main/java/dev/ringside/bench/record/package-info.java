/** Record a call, as a user would write it in Flink: the yardstick, not Ringside's way. */
package dev.ringside.bench.record;
