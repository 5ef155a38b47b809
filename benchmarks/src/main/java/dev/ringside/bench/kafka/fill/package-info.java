/**
 * Records on their way into Kafka: batches, deployments, live streams, and the agent's path. Used
 * by the paths and the live run.
 */
package dev.ringside.bench.kafka.fill;
