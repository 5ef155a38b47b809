package dev.ringside.core.collective;

/** Which clock timed a call. Kinds are never mixed in one histogram without saying so. */
public enum TimingQuality {
  UNKNOWN,
  /** Start and end from the GPU's clock, to the nanosecond. */
  GPU_NS,
  /** Host clock around the call, good to a microsecond. */
  CPU_US,
  /** Only the time of the dump is known; the call ended somewhere before it. */
  DUMP_TIME,
  /** The time the host enqueued the call; no duration. */
  ENQUEUE_ONLY
}
