package dev.ringside.simulator.play;

import dev.ringside.simulator.fault.Fault;

/** A pass that never ends: thrown where it stops. Carries no stack, for it is no error. */
final class Hang extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Fault fault;
  private final long sinceNs;

  Hang(Fault fault, long sinceNs) {
    super("hang", null, false, false);
    this.fault = fault;
    this.sinceNs = sinceNs;
  }

  Fault fault() {
    return fault;
  }

  long sinceNs() {
    return sinceNs;
  }
}
