/**
 * Records as they lie in Kafka, as Flink's operators receive and send them. The sources, the sinks
 * and every stage use them.
 *
 * <p>Two types only: codecs and connectors both need them, and neither may need the other.
 */
package dev.ringside.flink.record;
