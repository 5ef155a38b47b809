package dev.ringside.simulator.record;

/**
 * What became of the calls of some ranks: every call made is in one part.
 *
 * <p>{@code made = sent + hidden + unwatched + lost}; calls that a view splits or joins (a gather
 * that NCCL makes of sends) count as what the view makes of them, in {@code made} too.
 *
 * @param made by the ranks
 * @param sent in batches that were written
 * @param hidden from the agents' view, or overwritten before a dump
 * @param unwatched while the agent was dead
 * @param lost with their batch
 */
public record SeenCalls(long made, long sent, long hidden, long unwatched, long lost) {

  public static final SeenCalls NONE = new SeenCalls(0, 0, 0, 0, 0);

  public SeenCalls plus(SeenCalls other) {
    return new SeenCalls(
        made + other.made,
        sent + other.sent,
        hidden + other.hidden,
        unwatched + other.unwatched,
        lost + other.lost);
  }

  public boolean balances() {
    return made == sent + hidden + unwatched + lost;
  }
}
