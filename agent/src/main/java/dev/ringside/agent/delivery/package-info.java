/**
 * From a bounded queue to Kafka without ever making the agent wait: {@link
 * dev.ringside.agent.delivery.SpooledPublisher}. What cannot be sent now waits on disk, or in
 * memory where the disk refuses; {@link dev.ringside.agent.delivery.Delivery} is the way out.
 */
package dev.ringside.agent.delivery;
