/**
 * Real Kafka brokers behind one interface: in this JVM, in another, in a container. Used by tests,
 * by the benchmarks and by the CLI's embedded mode.
 *
 * <p>More than eight types, because they share how a broker is set up and started, which only they
 * know.
 */
package dev.ringside.testkit.kafka;
