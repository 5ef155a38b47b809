package dev.ringside.agent.spool;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where batches wait for Kafka, and how many.
 *
 * @param bytes of all segments together, at most
 * @param age after which a batch is no longer worth sending
 */
public record SpoolLimits(Path folder, long bytes, Duration age) {

  /** The least for {@code bytes}: a few of the largest batches. */
  public static final long FEWEST_BYTES = 1 << 20;

  private static final long MOST_SEGMENT_BYTES = 8 << 20;

  public SpoolLimits {
    if (bytes < FEWEST_BYTES) {
      throw new IllegalArgumentException("a spool of %d bytes".formatted(bytes));
    }
  }

  /** A segment ends behind the group with which it exceeds so many bytes. */
  long segmentBytes() {
    return Math.min(MOST_SEGMENT_BYTES, bytes / 8);
  }
}
