/**
 * What a topic that is followed feeds: its decoder, its table and its counts, without Kafka.
 *
 * <p>{@code kafka} reads into these; every table that has a topic implements {@link
 * dev.ringside.exporter.topic.TopicTable}.
 */
package dev.ringside.exporter.topic;
