package dev.ringside.simulator.workload;

import dev.ringside.simulator.scenario.Workload;

/** One replica's requests out of a recording: every {@code replicas}-th line is its own. */
public final class RecordedRequests implements RequestSource {

  private final ArrivalFile file;
  private final RequestShape shape;
  private final int replicas;
  private final long untilNs;
  private int next;

  public RecordedRequests(
      ArrivalFile file, Workload workload, int replica, int replicas, long seed, long untilNs) {
    this.file = file;
    this.shape = new RequestShape(workload, seed, replica);
    this.replicas = replicas;
    this.untilNs = untilNs;
    this.next = replica;
  }

  @Override
  public long nextArrivalNs() {
    return next < file.size() && file.arrivalNs(next) < untilNs ? file.arrivalNs(next) : NEVER;
  }

  @Override
  public Request take() {
    Request request =
        shape.request(next, file.arrivalNs(next), file.promptTokens(next), file.outputTokens(next));
    next += replicas;
    return request;
  }
}
