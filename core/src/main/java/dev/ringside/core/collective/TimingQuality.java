package dev.ringside.core.collective;

/** Which clock timed a call. A histogram that mixes kinds must say so. */
public enum TimingQuality {
  UNKNOWN,
  /** Start and end from the GPU's clock, to the nanosecond. */
  GPU_NS,
  /** Host clock around the call, good to a microsecond. */
  CPU_US,
  /** Only the time of the dump is known; the call ended before it. */
  DUMP_TIME,
  /** The time at which the host enqueued the call; there is no duration. */
  ENQUEUE_ONLY
}
