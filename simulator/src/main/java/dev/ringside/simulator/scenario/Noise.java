package dev.ringside.simulator.scenario;

/**
 * What makes two calls of the same size take different times.
 *
 * @param compute deviation of a stage's computing time, as a share of it
 * @param collective deviation of a collective's transfer time, as a share of it
 * @param jitterLeastNs least time from the end of computing to a rank's arrival at a collective
 * @param jitterMostNs most of it; uniform in between
 * @param clockOffsetNs most that a host's clock differs from true time, either way
 * @param driftPpm most that a host's clock gains or loses, parts in a million
 */
public record Noise(
    double compute,
    double collective,
    long jitterLeastNs,
    long jitterMostNs,
    long clockOffsetNs,
    double driftPpm) {

  public static final Noise DEFAULT = new Noise(0.02, 0.05, 1_000, 4_000, 200_000, 5);

  /** Every call of a size takes the same time, on every rank and by one clock. */
  public static final Noise NONE = new Noise(0, 0, 0, 0, 0, 0);
}
