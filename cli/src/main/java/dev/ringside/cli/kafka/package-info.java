/**
 * Awaits the reports of a run on Kafka. Used by replay and demo.
 *
 * <p>One type, because only packages named {@code kafka} may import the Kafka client.
 */
package dev.ringside.cli.kafka;
