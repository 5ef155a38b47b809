/** The way to Kafka: settings that keep their promises, topics, batches, deployments. */
package dev.ringside.ingest.kafka;
