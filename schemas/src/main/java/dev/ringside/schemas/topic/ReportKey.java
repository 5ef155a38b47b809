package dev.ringside.schemas.topic;

import dev.ringside.core.report.WindowReport;

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

  /** The key of a replica's windows. A record of it without a value deletes the replica. */
  public static byte[] ofWindow(String deployment, int replica) {
    return KeyPath.join(deployment, replica, "window");
  }
}
