/**
 * Readers of what engines say about their own forward passes: Dynamo's Forward Pass Metrics and
 * vLLM's log of iterations, as whole files; {@code live} follows files that grow.
 */
package dev.ringside.ingest.iterations;
