/**
 * One record per call, as a user would write it in Kafka Streams, in a JVM of its own. Used by its
 * path.
 */
package dev.ringside.bench.streams;
