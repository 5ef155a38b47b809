package dev.ringside.flink.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a job reads time.
 *
 * @param outOfOrderness how far a batch may lag behind the latest of its partition
 * @param idleness processing time after which a silent partition no longer holds up event time
 * @param clockSkew how far ahead of Kafka's record time an agent's clock is believed
 * @param deploymentWait processing time that batches wait for the deployment they name
 */
public record TimeSettings(
    Duration outOfOrderness, Duration idleness, Duration clockSkew, Duration deploymentWait)
    implements Serializable {

  public static final TimeSettings DEFAULT =
      new TimeSettings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30));

  public TimeSettings withDeploymentWait(Duration other) {
    return new TimeSettings(outOfOrderness, idleness, clockSkew, other);
  }

  public TimeSettings withIdleness(Duration other) {
    return new TimeSettings(outOfOrderness, other, clockSkew, deploymentWait);
  }
}
