/** Traces of torch.profiler: gloo annotations and GPU kernels, told apart from their doubles. */
package dev.ringside.ingest.kineto;
