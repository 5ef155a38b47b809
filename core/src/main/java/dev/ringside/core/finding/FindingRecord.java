package dev.ringside.core.finding;

import dev.ringside.core.report.Finding;

/**
 * A finding as the topic of findings has it: one record for each change of its life, the last of
 * which stays.
 *
 * @param id twelve hexadecimal digits; the same as long as it is the same finding
 * @param coverage of ranks, in the window that said so
 * @param firstNs event time from which on it holds, nanoseconds since 1970
 * @param lastNs end of the last window that said so
 * @param windows that said so
 */
public record FindingRecord(
    String id,
    FindingState state,
    String deployment,
    int replica,
    Finding finding,
    double coverage,
    long firstNs,
    long lastNs,
    long windows) {

  FindingRecord in(FindingState other) {
    return new FindingRecord(
        id, other, deployment, replica, finding, coverage, firstNs, lastNs, windows);
  }

  /** The same, said again. */
  FindingRecord again(Finding now, double of, long endNs, boolean isNewWindow) {
    return new FindingRecord(
        id,
        FindingState.UPDATED,
        deployment,
        replica,
        now,
        of,
        firstNs,
        Math.max(lastNs, endNs),
        windows + (isNewWindow ? 1 : 0));
  }
}
