/**
 * Flink's sources and sinks for Ringside's topics; only this package knows the Kafka connector.
 * Every job reads and writes through it.
 */
package dev.ringside.flink.kafka;
