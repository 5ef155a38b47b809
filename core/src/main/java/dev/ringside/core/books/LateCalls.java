package dev.ringside.core.books;

/**
 * Calls that came when their window took no more corrections. They are listed beside the reports,
 * which only count them.
 *
 * @param passIndex the rank's own pass number, −1 for calls in no pass
 * @param endNs end of the last of the calls
 */
public record LateCalls(
    String deployment, int replica, int rank, long passIndex, long endNs, long calls) {}
