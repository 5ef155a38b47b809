package dev.ringside.simulator.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * When requests come, over all replicas together.
 *
 * <p>Neither recorded nor listed: a Poisson process whose rate is {@code rate}, within a burst
 * {@code burstRate}, times a day's curve, and 0 in idle spans. Bursts begin after exponential
 * pauses of mean {@code burstEveryNs} and last {@code burstForNs}.
 *
 * @param rate requests a second
 * @param burstEveryNs 0: no bursts
 * @param dayNs length of a simulated day, 0 for none; load falls to {@code nightShare} of the rate
 *     at its ends and reaches it in its middle
 * @param recording arrivals one by one with their lengths, dealt to the replicas in turn
 * @param listedNs moments at which one request comes, ascending, dealt likewise; none: not listed
 */
public record Arrivals(
    double rate,
    double burstRate,
    long burstEveryNs,
    long burstForNs,
    long dayNs,
    double nightShare,
    List<Span> idle,
    Optional<Path> recording,
    List<Long> listedNs) {

  /** From the first nanosecond to the one after the last, from the start of the scenario. */
  public record Span(long fromNs, long toNs) {

    public boolean contains(long timeNs) {
      return timeNs >= fromNs && timeNs < toNs;
    }
  }

  public Arrivals {
    idle = List.copyOf(idle);
    listedNs = List.copyOf(listedNs);
  }

  public static Arrivals poisson(double rate) {
    return new Arrivals(rate, rate, 0, 0, 0, 1, List.of(), Optional.empty(), List.of());
  }

  public static Arrivals recorded(Path file) {
    return new Arrivals(0, 0, 0, 0, 0, 1, List.of(), Optional.of(file), List.of());
  }

  public static Arrivals listed(List<Long> momentsNs) {
    return new Arrivals(0, 0, 0, 0, 0, 1, List.of(), Optional.empty(), momentsNs);
  }

  /** True if chance decides when requests come, so that load can shift. */
  public boolean areDrawn() {
    return recording.isEmpty() && listedNs.isEmpty();
  }
}
