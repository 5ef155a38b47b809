/**
 * A Flink cluster inside this JVM. Used by the paths that run on Flink.
 *
 * <p>One type: it keeps Flink's runtime away from the paths.
 */
package dev.ringside.bench.flink;
