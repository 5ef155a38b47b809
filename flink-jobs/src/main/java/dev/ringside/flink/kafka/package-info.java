/** The job's ends in Kafka; the only place that knows the connector. */
package dev.ringside.flink.kafka;
