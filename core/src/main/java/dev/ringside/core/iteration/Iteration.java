package dev.ringside.core.iteration;

/**
 * One forward pass as the engine's scheduler tells it.
 *
 * @param worker the engine's name for the process, empty if it has one only
 * @param replica data-parallel rank of the engine
 * @param number counts up in (worker, replica)
 * @param endNs when its end was told, nanoseconds since the epoch, {@link #UNKNOWN} if not known;
 *     on the receiver's clock
 * @param elapsedNs as the engine measures it, {@link #UNKNOWN} if it does not. Dynamo's figure is
 *     the time from one pass's end to the next one's
 * @param contextRequests sequences of which prompt tokens were computed
 * @param contextTokens prompt tokens computed, {@link #UNKNOWN} if not told
 * @param generationRequests sequences that decode
 * @param generationTokens tokens they put in, {@link #UNKNOWN} if not told: with speculation more
 *     than one a sequence
 * @param dummy true if it computed nothing of use, to keep step with other replicas
 */
public record Iteration(
    String worker,
    int replica,
    long number,
    long endNs,
    long elapsedNs,
    int contextRequests,
    long contextTokens,
    int generationRequests,
    long generationTokens,
    boolean dummy) {

  /** In place of a number that was not told. */
  public static final long UNKNOWN = -1;

  public Iteration {
    boolean valid =
        replica >= 0
            && number >= 0
            && endNs >= UNKNOWN
            && elapsedNs >= UNKNOWN
            && contextRequests >= 0
            && contextTokens >= UNKNOWN
            && generationRequests >= 0
            && generationTokens >= UNKNOWN;
    if (!valid) {
      throw new IllegalArgumentException("an iteration with a negative count");
    }
  }

  /** The same pass, of which it is known when it was told. */
  public Iteration toldAt(long ns) {
    return new Iteration(
        worker,
        replica,
        number,
        ns,
        elapsedNs,
        contextRequests,
        contextTokens,
        generationRequests,
        generationTokens,
        dummy);
  }

  /** The same pass of an engine that is this replica of its deployment. */
  public Iteration inReplica(int other) {
    return new Iteration(
        worker,
        other,
        number,
        endNs,
        elapsedNs,
        contextRequests,
        contextTokens,
        generationRequests,
        generationTokens,
        dummy);
  }

  /**
   * T: the tokens put in, without padding.
   *
   * @param speculates whether the deployment speculates; where it does not, each sequence that
   *     decodes puts in one token, told or not
   * @return {@link #UNKNOWN} if it was not told and does not follow
   */
  public long tokens(boolean speculates) {
    boolean drafts = generationTokens == UNKNOWN && speculates && generationRequests > 0;
    if (contextTokens == UNKNOWN || drafts) {
      return UNKNOWN;
    }
    return contextTokens + (generationTokens == UNKNOWN ? generationRequests : generationTokens);
  }

  /** R: sequences that get a next token, and those whose prompt goes on in the next pass. */
  public int logitRows() {
    return contextRequests + generationRequests;
  }

  /** True for a pass that computes prompt tokens. */
  public boolean isPrefill() {
    return contextTokens > 0;
  }

  /** When it began, if both its end and what it took were told. */
  public long startNs() {
    return endNs - elapsedNs;
  }

  /** True if nothing was scheduled in it: such a step calls nothing. */
  public boolean isEmpty() {
    return contextRequests + generationRequests == 0;
  }
}
