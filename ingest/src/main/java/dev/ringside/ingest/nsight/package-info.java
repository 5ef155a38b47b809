/**
 * Reports of NVIDIA Nsight Systems as SQLite ({@code nsys export --type sqlite}): GPU kernels with
 * exact times and, where NVTX payloads were kept, sizes and communicators.
 *
 * <p>Only plain tables are read, so that nothing a file may define is ever carried out.
 */
package dev.ringside.ingest.nsight;
