package dev.ringside.simulator.workload;

import dev.ringside.simulator.scenario.Workload;
import java.util.List;

/** One replica's requests of a list of moments: every {@code replicas}-th is its own. */
public final class ListedRequests implements RequestSource {

  private final Workload workload;
  private final List<Long> momentsNs;
  private final RequestShape shape;
  private final int replicas;
  private final long untilNs;
  private int next;

  public ListedRequests(Workload workload, int replica, int replicas, long seed, long untilNs) {
    this.workload = workload;
    this.momentsNs = workload.arrivals().listedNs();
    this.shape = new RequestShape(workload, seed, replica);
    this.replicas = replicas;
    this.untilNs = untilNs;
    this.next = replica;
  }

  @Override
  public long nextArrivalNs() {
    return next < momentsNs.size() && momentsNs.get(next) < untilNs ? momentsNs.get(next) : NEVER;
  }

  @Override
  public Request take() {
    Request request =
        shape.request(
            next,
            momentsNs.get(next),
            shape.draw(workload.prompt()),
            shape.draw(workload.output()));
    next += replicas;
    return request;
  }
}
