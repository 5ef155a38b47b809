/**
 * Who may do what in Kafka: the least rights with which every program of Ringside works. Used by
 * the command {@code acls}.
 */
package dev.ringside.ingest.kafka.acl;
