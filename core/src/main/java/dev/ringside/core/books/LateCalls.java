package dev.ringside.core.books;

/**
 * Calls that came when their window took no more corrections: kept beside the reports, so that
 * somebody can see what was left out.
 *
 * @param passIndex the rank's own pass number, −1 for calls in no pass
 * @param endNs end of the last of the calls
 */
public record LateCalls(
    String deployment, int replica, int rank, long passIndex, long endNs, long calls) {}
