/**
 * Reads compacted topics from Kafka into their tables. The only package that knows Kafka; {@code
 * main} says which topics.
 */
package dev.ringside.exporter.kafka;
