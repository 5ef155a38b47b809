/**
 * Between the commands and Kafka: awaits the reports of a run, and says when publishing waits. Used
 * by replay, simulate and demo.
 *
 * <p>Two types, because only packages named {@code kafka} may import the Kafka client.
 */
package dev.ringside.cli.kafka;
