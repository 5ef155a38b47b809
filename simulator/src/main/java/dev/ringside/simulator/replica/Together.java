package dev.ringside.simulator.replica;

/**
 * What replicas of attention have on the wire together in one pass.
 *
 * @param summed their tokens are of unequal numbers, and brought together by summing
 * @param tokens of all of them, padding included
 * @param rows of logits of all of them
 */
public record Together(boolean summed, long tokens, long rows) {

  /** Of a replica whose tensor ranks all run attention for the same requests. */
  public static final Together ALONE = new Together(false, 0, 0);
}
