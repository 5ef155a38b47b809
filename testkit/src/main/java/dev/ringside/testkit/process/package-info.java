/**
 * Java processes, ports and folders that a test borrows and gives back. Used by the Kafka and Flink
 * clusters beside it and by tests that start a program.
 */
package dev.ringside.testkit.process;
