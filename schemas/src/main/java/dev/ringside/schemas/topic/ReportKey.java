package dev.ringside.schemas.topic;

import dev.ringside.core.report.WindowReport;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Keys of {@link Topics#REPORTS}: {@code deployment/replica/window}, which every window overwrites,
 * and {@code deployment/replica/run/RUNID}, one per run.
 */
public final class ReportKey {

  private ReportKey() {}

  public static byte[] of(WindowReport report) {
    return report.scope() == WindowReport.Scope.RUN
        ? KeyPath.join(report.deployment(), report.replica(), "run", report.runId())
        : ofWindow(report.deployment(), report.replica());
  }

  /** The replica that a key of windows names; its rank is 0 and means nothing. */
  public static Optional<RecordKey> ofWindows(byte[] key) {
    List<String> segments = KeyPath.split(key);
    boolean windows = segments.size() == 3 && segments.get(2).equals("window");
    OptionalInt replica = windows ? KeyPath.ordinal(segments.get(1)) : OptionalInt.empty();
    return replica.isEmpty()
        ? Optional.empty()
        : RecordKey.parse(KeyPath.join(segments.get(0), replica.getAsInt(), 0));
  }

  /** The key of a replica's windows. A record of it without a value deletes the replica. */
  public static byte[] ofWindow(String deployment, int replica) {
    return KeyPath.join(deployment, replica, "window");
  }
}
