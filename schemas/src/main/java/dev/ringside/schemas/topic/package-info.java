/**
 * How the modules meet in Kafka: names of topics, keys of their records, and the file of client
 * properties. All modules that write to Kafka or read from it use them.
 */
package dev.ringside.schemas.topic;
