/** What the runner does with Kafka: backlogs that are let go at once, plain readers, answers. */
package dev.ringside.bench.kafka;
