package dev.ringside.core.explain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * When something began, in words: of a live replica by the clock, of a recording by how far into it
 * it was, for a replay moves the recorded times.
 */
@FunctionalInterface
public interface Since {

  /** {@code since 2026-11-28T10:20:00.125Z}: to the millisecond, in UTC. */
  Since CLOCK =
      ns -> "since " + Instant.EPOCH.plusNanos(ns).truncatedTo(ChronoUnit.MILLIS).toString();

  /**
   * {@code from 12.345 s after the first pass on}.
   *
   * @param firstNs end of the recording's first pass
   */
  static Since after(long firstNs) {
    return ns ->
        ns <= firstNs
            ? "from the first pass on"
            : String.format(
                Locale.ROOT, "from %.3f s after the first pass on", (ns - firstNs) / 1e9);
  }

  /**
   * @param ns since the epoch
   */
  String words(long ns);
}
