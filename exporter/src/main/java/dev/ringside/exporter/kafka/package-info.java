/** Reports from Kafka into the table. */
package dev.ringside.exporter.kafka;
