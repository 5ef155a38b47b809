package dev.ringside.cli.simulate;

import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.workload.Request;

/** Counts passes and requests on their way to another listener. */
final class CountedTruth implements Truth {

  private final Truth next;
  private long passes;
  private long requests;

  CountedTruth(Truth next) {
    this.next = next;
  }

  @Override
  public void pass(Pass pass) {
    passes++;
    next.pass(pass);
  }

  @Override
  public void finished(int replica, Request request, long nowNs) {
    requests++;
    next.finished(replica, request, nowNs);
  }

  @Override
  public void hung(int replica, Fault fault, long sinceNs) {
    next.hung(replica, fault, sinceNs);
  }

  @Override
  public void restarted(int replica, int requestsLost, long nowNs) {
    next.restarted(replica, requestsLost, nowNs);
  }

  long passes() {
    return passes;
  }

  long requests() {
    return requests;
  }
}
