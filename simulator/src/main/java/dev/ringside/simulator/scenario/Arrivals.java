package dev.ringside.simulator.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * When requests come, over all replicas together.
 *
 * <p>Not recorded: a Poisson process whose rate is {@code rate}, within a burst {@code burstRate},
 * times a day's curve, and 0 in idle spans. Bursts begin after exponential pauses of mean {@code
 * burstEveryNs} and last {@code burstForNs}.
 *
 * @param rate requests a second
 * @param burstEveryNs 0: no bursts
 * @param dayNs length of a simulated day, 0 for none; load falls to {@code nightShare} of the rate
 *     at its ends and reaches it in its middle
 * @param recording arrivals one by one, dealt to the replicas in turn
 */
public record Arrivals(
    double rate,
    double burstRate,
    long burstEveryNs,
    long burstForNs,
    long dayNs,
    double nightShare,
    List<Span> idle,
    Optional<Path> recording) {

  /** From the first nanosecond to the one after the last, from the start of the scenario. */
  public record Span(long fromNs, long toNs) {

    public boolean contains(long timeNs) {
      return timeNs >= fromNs && timeNs < toNs;
    }
  }

  public Arrivals {
    idle = List.copyOf(idle);
  }

  public static Arrivals poisson(double rate) {
    return new Arrivals(rate, rate, 0, 0, 0, 1, List.of(), Optional.empty());
  }

  public static Arrivals recorded(Path file) {
    return new Arrivals(0, 0, 0, 0, 0, 1, List.of(), Optional.of(file));
  }
}
