/**
 * Batches on disk between the agent and Kafka: segments of records with checksums, written in order
 * and removed once acknowledged. What is written survives SIGKILL of the agent, and says how far
 * the sources were read. docs/formats.md describes the files.
 */
package dev.ringside.agent.spool;
