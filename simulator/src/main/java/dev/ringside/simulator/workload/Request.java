package dev.ringside.simulator.workload;

/**
 * One request on its way through a replica. Its progress changes; the rest is fixed at arrival.
 * Times are nanoseconds from the start of the scenario.
 */
public final class Request {

  public static final long NOT_YET = -1;

  private final long id;
  private final long arrivalNs;
  private final int promptTokens;
  private final int outputTokens;
  private final boolean endsByStop;
  private final int cachedTokens;
  private int pictureRows;
  private int computedTokens;
  private int generatedTokens;
  private long firstTokenNs = NOT_YET;
  private boolean awaitsToken;
  private boolean draining;

  /**
   * @param cachedTokens of the prompt, less than all of it: their KV is there already
   * @param endsByStop the last token is a stop token, which the scheduler cannot foresee
   */
  public Request(
      long id,
      long arrivalNs,
      int promptTokens,
      int outputTokens,
      int cachedTokens,
      boolean endsByStop) {
    this.id = id;
    this.arrivalNs = arrivalNs;
    this.promptTokens = promptTokens;
    this.outputTokens = outputTokens;
    this.endsByStop = endsByStop;
    this.cachedTokens = Math.min(cachedTokens, promptTokens - 1);
    this.computedTokens = this.cachedTokens;
  }

  /**
   * Puts a picture in front of the text.
   *
   * @param rows of the prompt that it takes
   */
  Request withPicture(int rows) {
    pictureRows = rows;
    return this;
  }

  /** Rows of pictures that no pass has encoded yet; none from now on. */
  public int takePictureRows() {
    int rows = pictureRows;
    pictureRows = 0;
    return rows;
  }

  public long id() {
    return id;
  }

  public long arrivalNs() {
    return arrivalNs;
  }

  public int promptTokens() {
    return promptTokens;
  }

  public int outputTokens() {
    return outputTokens;
  }

  public int cachedTokens() {
    return cachedTokens;
  }

  public boolean endsByStop() {
    return endsByStop;
  }

  /** Prompt tokens that no pass has been scheduled for yet. */
  public int promptLeft() {
    return promptTokens - computedTokens;
  }

  /** Schedules the next {@code tokens} of the prompt. */
  public void computePrompt(int tokens) {
    computedTokens += tokens;
    awaitsToken = promptLeft() == 0;
  }

  /** Schedules a decode step. */
  public void decode() {
    awaitsToken = true;
  }

  /** True while a pass is under way whose token the next one needs. */
  public boolean awaitsToken() {
    return awaitsToken;
  }

  /** True if its prompt is computed, or being so. */
  public boolean isDecoding() {
    return promptLeft() == 0;
  }

  /** Tokens came out of a pass; never more than were asked for. */
  public void receive(int tokens, long nowNs) {
    awaitsToken = false;
    if (firstTokenNs == NOT_YET) {
      firstTokenNs = nowNs;
    }
    generatedTokens = Math.min(outputTokens, generatedTokens + tokens);
  }

  public int generatedTokens() {
    return generatedTokens;
  }

  public boolean isFinished() {
    return generatedTokens == outputTokens;
  }

  /** Finished, but a pass for it has been scheduled all the same. */
  public boolean isDraining() {
    return draining;
  }

  public void drain() {
    draining = true;
  }

  public long firstTokenNs() {
    return firstTokenNs;
  }

  /** Tokens whose KV the next pass reads. */
  public int contextTokens() {
    return computedTokens + generatedTokens;
  }
}
