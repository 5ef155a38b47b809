/**
 * The job's own parts put together in this JVM without Flink and Kafka, the broker's time driven by
 * hand: thousands of live streams in seconds.
 */
package dev.ringside.faults.replica;
