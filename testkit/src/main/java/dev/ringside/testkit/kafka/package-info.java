/**
 * Real Kafka brokers behind one interface: in this JVM, in another, in a container. Used by tests,
 * by the benchmarks and by the CLI's embedded mode.
 */
package dev.ringside.testkit.kafka;
