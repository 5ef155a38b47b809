/** The files of NCCL's example profiler: lines, events, and what events make of a call. */
package dev.ringside.ingest.example;
