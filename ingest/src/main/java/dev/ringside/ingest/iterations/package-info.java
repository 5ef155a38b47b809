/**
 * Readers of what engines say about their own forward passes: Dynamo's Forward Pass Metrics and
 * vLLM's log of iterations, as whole files; {@code live} follows files that grow.
 *
 * <p>Nine types: two formats of lists, what engines write into traces, and what all of them are
 * held against.
 */
package dev.ringside.ingest.iterations;
