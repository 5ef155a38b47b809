package dev.ringside.ingest.inspector;

import java.util.OptionalInt;

/**
 * Who knows a process's rank better than its communicators tell it: a map in a configuration, or
 * the environment of the process.
 */
@FunctionalInterface
public interface ProcessRanks {

  /** Leaves all ranks to the communicators. */
  ProcessRanks UNKNOWN = process -> OptionalInt.empty();

  OptionalInt rankOf(ProcessId process);

  /** The GPU of a process: PCI bus id, or number on the host; empty if not known. */
  default String gpuOf(ProcessId process) {
    return "";
  }
}
