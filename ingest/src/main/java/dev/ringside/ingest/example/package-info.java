/**
 * The files of NCCL's example profiler plugin. Two types beside the reader: an event, and what
 * events make of a call.
 */
package dev.ringside.ingest.example;
