/**
 * What a topic that is followed feeds: its decoder, its table and its counts, without Kafka. {@code
 * kafka} reads into these; every table that has a topic implements {@code TopicTable}.
 */
package dev.ringside.exporter.topic;
