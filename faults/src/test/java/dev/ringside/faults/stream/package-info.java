/** Rows played through a real Kafka and the real job, in this JVM and in processes. */
package dev.ringside.faults.stream;
