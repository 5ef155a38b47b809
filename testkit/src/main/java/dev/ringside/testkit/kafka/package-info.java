/** Real Kafka brokers behind one interface: in this JVM, in another, in a container. */
package dev.ringside.testkit.kafka;
