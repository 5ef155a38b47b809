package dev.ringside.simulator.workload;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.scenario.Workload;
import java.util.List;

/**
 * One replica's share of a Poisson process with a changing rate, by thinning: candidates come at
 * the peak rate, each is kept with the chance {@code rate(t) / peak}.
 *
 * <p>Source: Lewis, Shedler, "Simulation of nonhomogeneous Poisson processes by thinning" (1979).
 */
public final class DrawnRequests implements RequestSource {

  private final Workload workload;
  private final RateCurve curve;
  private final double peakPerNs;
  private final double peak;
  private final int replica;
  private final int replicas;
  private final long untilNs;
  private final Dice times;
  private final RequestShape shape;
  private double candidateNs;
  private long nextNs;
  private long drawn;

  /**
   * @param untilNs no request comes later
   */
  public DrawnRequests(
      Workload workload, List<Fault> faults, int replica, int replicas, long seed, long untilNs) {
    this.workload = workload;
    this.curve = new RateCurve(workload.arrivals(), faults, seed);
    this.peak = curve.peak();
    this.peakPerNs = peak / replicas / 1e9;
    this.replica = replica;
    this.replicas = replicas;
    this.untilNs = untilNs;
    this.times = Dice.of(seed, 0x61727269L, replica);
    this.shape = new RequestShape(workload, seed, replica);
    advance();
  }

  private void advance() {
    nextNs = NEVER;
    while (peakPerNs > 0 && candidateNs < untilNs) {
      candidateNs += times.exponential() / peakPerNs;
      if (candidateNs < untilNs && times.unit() * peak < curve.at((long) candidateNs)) {
        nextNs = (long) candidateNs;
        return;
      }
    }
  }

  @Override
  public long nextArrivalNs() {
    return nextNs;
  }

  @Override
  public Request take() {
    Request request =
        shape.request(
            drawn++ * replicas + replica,
            nextNs,
            shape.draw(workload.prompt()),
            shape.draw(workload.output()));
    advance();
    return request;
  }
}
