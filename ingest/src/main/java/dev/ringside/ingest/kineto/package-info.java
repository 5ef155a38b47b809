/**
 * The reader of torch.profiler's traces: gloo annotations and GPU kernels become calls, the other
 * views that a trace has of the same calls are passed over.
 *
 * <p>Seventeen types: one trace is read by small parts, and only the reader is visible outside.
 */
package dev.ringside.ingest.kineto;
