/**
 * One record per call, as a user would write it in Flink: a yardstick for Ringside's columnar way.
 */
package dev.ringside.bench.record;
