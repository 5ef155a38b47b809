package dev.ringside.flink.config;

import dev.ringside.core.books.LedgerSettings;
import java.io.Serializable;
import java.time.Duration;

/**
 * How the job reads time.
 *
 * @param length of a tumbling event-time window
 * @param outOfOrderness how far a batch may lag behind the latest of its partition
 * @param lateness how long after its end a window takes corrections
 * @param idleness processing time after which a silent partition no longer holds up event time
 * @param clockSkew how far ahead of Kafka's record time an agent's clock is believed
 * @param deploymentWait processing time that batches wait for the deployment they name
 * @param coverageFloor share of ranks below which nothing is said, 0 to 1
 */
public record WindowSettings(
    Duration length,
    Duration outOfOrderness,
    Duration lateness,
    Duration idleness,
    Duration clockSkew,
    Duration deploymentWait,
    double coverageFloor)
    implements Serializable {

  public static final WindowSettings DEFAULT =
      new WindowSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          1.0);

  public WindowSettings withLength(Duration other) {
    return new WindowSettings(
        other, outOfOrderness, lateness, idleness, clockSkew, deploymentWait, coverageFloor);
  }

  public WindowSettings withLateness(Duration other) {
    return new WindowSettings(
        length, outOfOrderness, other, idleness, clockSkew, deploymentWait, coverageFloor);
  }

  public WindowSettings withIdleness(Duration other) {
    return new WindowSettings(
        length, outOfOrderness, lateness, other, clockSkew, deploymentWait, coverageFloor);
  }

  public WindowSettings withCoverageFloor(double other) {
    return new WindowSettings(
        length, outOfOrderness, lateness, idleness, clockSkew, deploymentWait, other);
  }

  /** The part of them that a replica's books are kept by. */
  public LedgerSettings ledger() {
    return new LedgerSettings(length.toNanos(), lateness.toNanos(), coverageFloor);
  }
}
