/**
 * Reports of NVIDIA Nsight Systems as SQLite ({@code nsys export --type sqlite}): GPU kernels with
 * exact times and, where NVTX payloads were kept, sizes and communicators.
 *
 * <p>Only plain tables are read, so that nothing a file may define is ever carried out.
 *
 * <p>Nine types, because kernels, launches, ranges and payloads are four tables that are joined,
 * and ranks, clock and groups follow from them.
 */
package dev.ringside.ingest.nsight;
