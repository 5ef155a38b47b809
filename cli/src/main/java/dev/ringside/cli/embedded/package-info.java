/** A Kafka broker and a Flink cluster inside this process. Used by replay and demo. */
package dev.ringside.cli.embedded;
