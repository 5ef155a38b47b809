package dev.ringside.simulator.scenario;

/**
 * How the engine schedules, beyond what the deployment says.
 *
 * @param maxBatchedTokens tokens one pass may hold
 * @param asyncScheduling the next step is scheduled before a stop token is known: a request that
 *     ends by one runs a pass too many (vLLM {@code scheduler.py}); and sampled tokens return over
 *     the pipeline by broadcast
 * @param acceptance chance that a drafted token is accepted, given that those before it were
 * @param expertSkew exponent of the popularity of experts: weight of the i-th is 1/i^skew; 0 is
 *     uniform
 * @param driverBroadcasts vLLM V0's driver broadcasts the model's inputs to the tensor group
 * @param stepOverheadNs host time between two passes
 */
public record Serving(
    long maxBatchedTokens,
    boolean asyncScheduling,
    double acceptance,
    double expertSkew,
    boolean driverBroadcasts,
    long stepOverheadNs) {

  public static final Serving DEFAULT = new Serving(8192, true, 0, 0, true, 200_000);
}
