package dev.ringside.simulator.replica;

import dev.ringside.simulator.fault.Fault;

/**
 * A pass that never ends: thrown where it stops. Without a stack trace, because it is not an error.
 */
public final class Hang extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Fault fault;
  private final long sinceNs;

  Hang(Fault fault, long sinceNs) {
    super("hang", null, false, false);
    this.fault = fault;
    this.sinceNs = sinceNs;
  }

  public Fault fault() {
    return fault;
  }

  public long sinceNs() {
    return sinceNs;
  }
}
