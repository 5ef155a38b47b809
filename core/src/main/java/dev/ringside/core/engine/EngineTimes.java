package dev.ringside.core.engine;

/**
 * How far both sides of a join have come.
 *
 * @param firstToldNs end of the first pass that was told, {@link Long#MAX_VALUE} if none was
 * @param lastToldNs end of the last one
 * @param firstSeenNs end of the first pass that calls showed
 * @param replicaNs the replica's own time
 * @param settledNs windows that end by then are settled
 * @param closedNs windows that end by then take no more corrections
 */
public record EngineTimes(
    long firstToldNs,
    long lastToldNs,
    long firstSeenNs,
    long replicaNs,
    long settledNs,
    long closedNs) {

  static final EngineTimes NONE =
      new EngineTimes(
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Long.MIN_VALUE,
          Long.MIN_VALUE);

  EngineTimes told(long ns) {
    return new EngineTimes(
        Math.min(firstToldNs, ns),
        Math.max(lastToldNs, ns),
        firstSeenNs,
        replicaNs,
        settledNs,
        closedNs);
  }

  EngineTimes seen(long ns) {
    return new EngineTimes(
        firstToldNs, lastToldNs, Math.min(firstSeenNs, ns), replicaNs, settledNs, closedNs);
  }

  EngineTimes reached(long ns) {
    return new EngineTimes(firstToldNs, lastToldNs, firstSeenNs, ns, settledNs, closedNs);
  }

  EngineTimes settled(long ns) {
    return new EngineTimes(firstToldNs, lastToldNs, firstSeenNs, replicaNs, ns, closedNs);
  }

  EngineTimes closed(long ns) {
    return new EngineTimes(firstToldNs, lastToldNs, firstSeenNs, replicaNs, settledNs, ns);
  }
}
