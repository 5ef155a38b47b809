package dev.ringside.flink.time;

import dev.ringside.core.join.Patience;
import java.io.Serializable;
import java.time.Duration;

/**
 * How a job reads time.
 *
 * @param idleness after how long without a record a partition is taken to have been read to its end
 * @param rankTimeout a rank of which the log holds nothing for this long is gone, in the broker's
 *     time
 * @param quiet after how long without a batch a replica's last windows are reported, in the
 *     broker's time
 * @param hang how long ranks that report must stand still to hang, in the broker's time
 * @param deploymentWait processing time that batches wait for the deployment they name
 */
public record TimeSettings(
    Duration idleness, Duration rankTimeout, Duration quiet, Duration hang, Duration deploymentWait)
    implements Serializable {

  public static final TimeSettings DEFAULT =
      new TimeSettings(
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30));

  public TimeSettings withDeploymentWait(Duration other) {
    return new TimeSettings(idleness, rankTimeout, quiet, hang, other);
  }

  public TimeSettings withIdleness(Duration other) {
    return new TimeSettings(other, rankTimeout, quiet, hang, deploymentWait);
  }

  public TimeSettings withRankTimeout(Duration other) {
    return new TimeSettings(idleness, other, quiet, hang, deploymentWait);
  }

  public TimeSettings withQuiet(Duration other) {
    return new TimeSettings(idleness, rankTimeout, other, hang, deploymentWait);
  }

  public TimeSettings withHang(Duration other) {
    return new TimeSettings(idleness, rankTimeout, quiet, other, deploymentWait);
  }

  /** The same for core. */
  public Patience patience() {
    return new Patience(rankTimeout.toNanos(), quiet.toNanos(), hang.toNanos());
  }
}
