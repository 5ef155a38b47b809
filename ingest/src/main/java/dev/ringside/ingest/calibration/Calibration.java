package dev.ringside.ingest.calibration;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.fabric.Confidence;
import dev.ringside.core.fabric.CostRule;
import dev.ringside.core.fabric.Fabric;
import dev.ringside.core.fabric.LatencyFit;
import dev.ringside.core.fabric.Reach;
import dev.ringside.core.fabric.WireLaw;
import dev.ringside.ingest.calibration.RecordedPaths.PathCalls;
import dev.ringside.ingest.calibration.RecordedPaths.PathKey;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What observed calls say about the links: α and β by transport, collective and group size.
 *
 * <p>Law: {@code t = α + wire / β} with the ring's wire bytes, so β is nccl-tests' busbw. A call
 * whose ranks can be matched counts once, with the least duration of its ranks.
 *
 * <p>Each call of the recording is in exactly one of {@code fitted}, {@code unfitted} and {@code
 * leftOut}.
 *
 * @param fabric the fitted rules; empty if there are none
 * @param leftOut numbers of calls that are of no use for a fit, by reason
 */
public record Calibration(
    Optional<Fabric> fabric,
    List<FittedPath> fitted,
    List<UnfittedPath> unfitted,
    SortedMap<String, Long> leftOut) {

  /**
   * A path whose cost is now known.
   *
   * @param calls calls of all ranks
   * @param matched those of them that could be matched across their group
   */
  public record FittedPath(CostRule rule, LatencyFit fit, long calls, long matched) {}

  /** A path whose cost could not be fitted. {@code reason} is for the operator. */
  public record UnfittedPath(
      Transport transport,
      Collective collective,
      Reach reach,
      int ranks,
      long calls,
      String reason) {}

  public Calibration {
    fitted = List.copyOf(fitted);
    unfitted = List.copyOf(unfitted);
    leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
  }

  /**
   * Fits all paths of a recording.
   *
   * @param deployment identifies groups that the recording does not name
   * @param name of the fabric
   * @param base the fabric over which the rules will be laid, which supplies what is true of its
   *     nodes
   */
  public static Calibration of(
      TraceRecording recording,
      Optional<Deployment> deployment,
      String name,
      Optional<Fabric> base) {
    RecordedPaths recorded = new RecordedPaths(recording, deployment);
    List<FittedPath> fitted = new ArrayList<>();
    List<UnfittedPath> unfitted = new ArrayList<>();
    recorded
        .paths()
        .forEach(
            (path, calls) -> {
              Optional<String> reason = reasonAgainst(path, calls, recorded.paths());
              if (reason.isPresent()) {
                unfitted.add(unfitted(path, calls, reason.get()));
              } else {
                LatencyFit fit = fit(path, calls);
                bytesPerSecond(fit)
                    .ifPresentOrElse(
                        beta -> fitted.add(fitted(path, calls, fit, beta)),
                        () -> unfitted.add(unfitted(path, calls, "no cost a byte can be seen")));
              }
            });
    return new Calibration(
        fitted.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Fabric(
                    name,
                    base.map(Fabric::gpusPerNode)
                        .orElseGet(() -> gpusPerNode(recording, deployment)),
                    base.map(Fabric::multicast).orElse(false),
                    fitted.stream().map(FittedPath::rule).toList())),
        fitted,
        unfitted,
        recorded.leftOut());
  }

  private static Optional<String> reasonAgainst(
      PathKey path, PathCalls calls, Map<PathKey, PathCalls> all) {
    long[] sizes = calls.points.sizes();
    if (path.clock() != TimingQuality.GPU_NS
        && all.containsKey(
            new PathKey(
                path.transport(),
                path.collective(),
                path.reach(),
                path.ranks(),
                TimingQuality.GPU_NS))) {
      return Optional.of("the GPU's clock timed others of this path; clocks are not mixed");
    }
    if (sizes.length < 2) {
      return Optional.of(
          "all of %d bytes: two sizes are needed to tell latency from bandwidth"
              .formatted(sizes[0]));
    }
    if (calls.points.size() < 3) {
      return Optional.of("two points: any line fits them");
    }
    return Optional.empty();
  }

  private static UnfittedPath unfitted(PathKey path, PathCalls calls, String reason) {
    return new UnfittedPath(
        path.transport(), path.collective(), path.reach(), path.ranks(), calls.calls, reason);
  }

  private static LatencyFit fit(PathKey path, PathCalls calls) {
    double[] wire = new double[calls.points.size()];
    for (int i = 0; i < wire.length; i++) {
      wire[i] = WireLaw.RING.bytes(path.collective(), calls.points.bytes(i), path.ranks());
    }
    return LatencyFit.of(wire, calls.points.seconds());
  }

  /** β, or the lower end of its interval if durations do not grow with the size. */
  private static Optional<Double> bytesPerSecond(LatencyFit fit) {
    double perByte = fit.secondsPerByte() > 0 ? fit.secondsPerByte() : fit.perByteInterval();
    return perByte > 0 && Double.isFinite(1 / perByte)
        ? Optional.of(1 / perByte)
        : Optional.empty();
  }

  private static FittedPath fitted(PathKey path, PathCalls calls, LatencyFit fit, double beta) {
    CostRule rule =
        new CostRule(
            path.transport(),
            Optional.of(path.collective()),
            path.reach(),
            path.ranks(),
            path.ranks(),
            0,
            Long.MAX_VALUE,
            WireLaw.RING,
            rounded(fit.alphaSeconds()),
            rounded(beta),
            Confidence.CALIBRATED,
            source(path, calls, fit));
    return new FittedPath(rule, fit, calls.calls, calls.matched);
  }

  /** To four digits: no interval is narrower, and people read the file. */
  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(4)).doubleValue();
  }

  private static String source(PathKey path, PathCalls calls, LatencyFit fit) {
    long[] sizes = calls.points.sizes();
    return "%d points from %d calls (%s) of %d sizes, %d to %d bytes, %s; alpha %s +- %s us, %s; median residual %s us%s"
        .formatted(
            fit.points(),
            calls.calls,
            calls.matched == calls.calls
                ? "each by its last arriver"
                : "%d by their last arriver".formatted(calls.matched),
            sizes.length,
            sizes[0],
            sizes[sizes.length - 1],
            clock(path.clock()),
            micros(fit.alphaSeconds()),
            micros(fit.alphaInterval()),
            bandwidth(fit),
            micros(fit.residualSeconds()),
            calls.hostsKnown ? "" : "; hosts not recorded");
  }

  private static String clock(TimingQuality quality) {
    return switch (quality) {
      case GPU_NS -> "GPU clock";
      case CPU_US -> "host clock";
      default -> "clock not known";
    };
  }

  private static String bandwidth(LatencyFit fit) {
    double least = 1 / (fit.secondsPerByte() + fit.perByteInterval());
    double most = 1 / (fit.secondsPerByte() - fit.perByteInterval());
    String upTo = most > 0 && Double.isFinite(most) ? "to " + gigas(most) : "and more";
    return fit.secondsPerByte() > 0
        ? "bandwidth %s GB/s (%s %s)".formatted(gigas(fit.bytesPerSecond()), gigas(least), upTo)
        : "no cost a byte seen, bandwidth is its interval's lower end";
  }

  private static String micros(double seconds) {
    return String.format(Locale.ROOT, "%.2f", seconds * 1e6);
  }

  private static String gigas(double bytesPerSecond) {
    return String.format(Locale.ROOT, "%.4g", bytesPerSecond * 1e-9);
  }

  /** What the deployment says; else the most ranks on one of several hosts; else at least eight. */
  private static int gpusPerNode(TraceRecording recording, Optional<Deployment> deployment) {
    int said = deployment.map(one -> one.options().gpusPerNode()).orElse(0);
    if (said > 0) {
      return said;
    }
    Map<String, Long> byHost =
        recording.traces().stream()
            .collect(Collectors.groupingBy(RankTrace::host, Collectors.counting()));
    long fullest = Collections.max(byHost.values());
    return (int) (byHost.size() > 1 ? fullest : Math.max(8, fullest));
  }
}
