/**
 * The way into Kafka: settings that keep their promises, topics, batches and deployments. Used by
 * the commands that replay, simulate and deploy.
 */
package dev.ringside.ingest.kafka;
