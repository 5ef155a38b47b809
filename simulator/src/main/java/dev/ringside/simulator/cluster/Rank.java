package dev.ringside.simulator.cluster;

/** One process of the deployment: its place, when it is next free, and its witness. */
public final class Rank {

  private final int number;
  private final int replica;
  private final int stage;
  private final int lane;
  private final int host;
  private final Witness witness;

  /** True time at which it has finished everything it was given, nanoseconds from the start. */
  public long freeNs;

  /** Factor by which its computing takes longer than it should. */
  public double slowness = 1;

  /** Factor by which its link is slower than it should be. */
  public double linkSlowness = 1;

  public Rank(int number, int replica, int stage, int lane, int host, Witness witness) {
    this.number = number;
    this.replica = replica;
    this.stage = stage;
    this.lane = lane;
    this.host = host;
    this.witness = witness;
  }

  public int number() {
    return number;
  }

  public int replica() {
    return replica;
  }

  public int stage() {
    return stage;
  }

  /** Its place in the tensor group. */
  public int lane() {
    return lane;
  }

  public int host() {
    return host;
  }

  public Witness witness() {
    return witness;
  }
}
