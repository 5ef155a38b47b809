package dev.ringside.simulator.scenario;

/**
 * The requests that a deployment gets.
 *
 * @param prompt tokens of prompts
 * @param output tokens to generate, the first one, which prefill gives, included
 * @param prefixCached share of a prompt whose KV is in the prefix cache
 * @param stopShare share of requests that end by a stop token instead of by length
 */
public record Workload(
    Arrivals arrivals,
    Lengths prompt,
    Lengths output,
    double prefixCached,
    double stopShare,
    Pictures pictures) {

  /**
   * Pictures in front of the text of prompts.
   *
   * @param share of requests that have one
   * @param rows that a picture takes beside the text, once its patches are merged
   */
  public record Pictures(double share, Lengths rows) {

    public static final Pictures NONE = new Pictures(0, Lengths.fixed(1));
  }

  /** Text alone. */
  public Workload(
      Arrivals arrivals, Lengths prompt, Lengths output, double prefixCached, double stopShare) {
    this(arrivals, prompt, output, prefixCached, stopShare, Pictures.NONE);
  }
}
