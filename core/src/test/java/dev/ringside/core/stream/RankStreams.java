package dev.ringside.core.stream;

/** Looks into a rank's stream. */
public final class RankStreams {

  private RankStreams() {}

  /**
   * Calls that came and have been handed out in no pass yet; the stream is of no use afterwards.
   */
  public static long callsLeftOpen(RankStream stream) {
    return stream.runs().stream()
        .flatMap(run -> run.finish().stream())
        .mapToLong(passes -> passes.whole().calls())
        .sum();
  }
}
