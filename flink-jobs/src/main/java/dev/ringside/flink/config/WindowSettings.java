package dev.ringside.flink.config;

import dev.ringside.core.books.LedgerSettings;
import java.io.Serializable;
import java.time.Duration;

/**
 * How a replica's books are kept.
 *
 * @param length of a tumbling event-time window
 * @param lateness how long after its end a window takes corrections
 * @param coverageFloor share of ranks below which nothing is said, 0 to 1
 */
public record WindowSettings(Duration length, Duration lateness, double coverageFloor)
    implements Serializable {

  public static final WindowSettings DEFAULT =
      new WindowSettings(Duration.ofSeconds(10), Duration.ofMinutes(1), 1.0);

  public WindowSettings withLength(Duration other) {
    return new WindowSettings(other, lateness, coverageFloor);
  }

  public WindowSettings withLateness(Duration other) {
    return new WindowSettings(length, other, coverageFloor);
  }

  public WindowSettings withCoverageFloor(double other) {
    return new WindowSettings(length, lateness, other);
  }

  /** The same for core. */
  public LedgerSettings ledger() {
    return new LedgerSettings(length.toNanos(), lateness.toNanos(), coverageFloor);
  }
}
