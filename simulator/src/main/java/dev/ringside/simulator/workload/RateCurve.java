package dev.ringside.simulator.workload;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.fault.Fault;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.scenario.Arrivals;
import java.util.List;

/**
 * Requests a second over all replicas, as a function of time: what thinning draws against.
 *
 * <p>{@code rate(t) = (burst? burstRate : rate) · day(t) · Π load shifts}, 0 in idle spans. Bursts
 * are drawn once, ahead of time, from the seed alone, so that every replica sees the same ones; ask
 * for times in ascending order. Memory: the current burst.
 */
final class RateCurve {

  private final Arrivals arrivals;
  private final List<Fault> shifts;
  private final Dice dice;
  private long burstFromNs;
  private long burstToNs;

  RateCurve(Arrivals arrivals, List<Fault> faults, long seed) {
    this.arrivals = arrivals;
    this.shifts =
        faults.stream()
            .filter(
                fault ->
                    fault.kind() == FaultKind.LOAD_SHIFT || fault.kind() == FaultKind.IDLE_SERVER)
            .toList();
    this.dice = Dice.of(seed, 0x6275727374L);
    this.burstFromNs = arrivals.burstEveryNs() > 0 ? pauseNs() : Long.MAX_VALUE;
    this.burstToNs = after(burstFromNs);
  }

  private long pauseNs() {
    return Math.round(arrivals.burstEveryNs() * dice.exponential());
  }

  private long after(long fromNs) {
    return fromNs == Long.MAX_VALUE ? fromNs : fromNs + arrivals.burstForNs();
  }

  /** What {@link #at} never exceeds. */
  double peak() {
    double peak = Math.max(arrivals.rate(), arrivals.burstEveryNs() > 0 ? arrivals.burstRate() : 0);
    for (Fault shift : shifts) {
      peak *= shift.kind() == FaultKind.LOAD_SHIFT ? Math.max(1, shift.severity()) : 1;
    }
    return peak;
  }

  double at(long timeNs) {
    while (timeNs >= burstToNs) {
      burstFromNs = burstToNs + pauseNs();
      burstToNs = after(burstFromNs);
    }
    double rate = timeNs >= burstFromNs ? arrivals.burstRate() : arrivals.rate();
    if (arrivals.idle().stream().anyMatch(span -> span.contains(timeNs))) {
      return 0;
    }
    for (Fault shift : shifts) {
      if (shift.isActiveAt(timeNs)) {
        rate *= shift.kind() == FaultKind.LOAD_SHIFT ? shift.severity() : 0;
      }
    }
    return rate * ofDay(timeNs);
  }

  private double ofDay(long timeNs) {
    if (arrivals.dayNs() == 0) {
      return 1;
    }
    double angle = 2 * Math.PI * (timeNs % arrivals.dayNs()) / arrivals.dayNs();
    return arrivals.nightShare() + (1 - arrivals.nightShare()) * (1 - StrictMath.cos(angle)) / 2;
  }
}
