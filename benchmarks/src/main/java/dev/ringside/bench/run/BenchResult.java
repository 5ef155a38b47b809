package dev.ringside.bench.run;

import dev.ringside.bench.kafka.fill.PublishPath;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Spread;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What all rounds came to; every path in it has answered as the oracle does.
 *
 * @param runs of each path, one a round
 * @param published runs of the publishing path, one a round
 * @param micros bytes and noise with a clock of microseconds
 * @param nanos the same with a clock of nanoseconds
 * @param jobThreads processor seconds of each run of the job at parallelism 2 by thread; empty
 *     where the system does not tell
 * @param stateBytesARank in the job's checkpoint, 0 if no job ran
 */
public record BenchResult(
    BenchPlan plan,
    Map<BenchPath, List<Measurement>> runs,
    List<PublishPath.Figures> published,
    Wire micros,
    Wire nanos,
    double stateBytesARank,
    List<Map<String, Double>> jobThreads,
    String machine) {

  private static final double LEAST_NANOSECONDS = 0.1;

  public BenchResult {
    runs = Collections.unmodifiableMap(new EnumMap<>(runs));
    published = List.copyOf(published);
    jobThreads = List.copyOf(jobThreads);
  }

  /**
   * Bytes a call in the broker's log, beside the entropy of the clock's noise, which no encoding
   * gets below.
   */
  public record Wire(double bytesACall, double noiseBits) {}

  /** A figure of a path over its rounds; empty if it was not measured. */
  public Optional<Spread> spread(BenchPath path, ToDoubleFunction<Measurement> figure) {
    List<Measurement> of = runs.getOrDefault(path, List.of());
    return of.isEmpty() ? Optional.empty() : Optional.of(Spread.over(of, figure));
  }

  /**
   * Nanoseconds of processor a call that the job's threads of one name took at parallelism 2, the
   * median of all runs, most first; what is less than a tenth of a nanosecond is left out.
   */
  public Map<String, Double> jobNanosecondsByThread() {
    List<Measurement> of = runs.getOrDefault(BenchPath.JOB_P2, List.of());
    Map<String, double[]> byName = new TreeMap<>();
    for (int run = 0; run < Math.min(of.size(), jobThreads.size()); run++) {
      double nanosecondsASecond = 1e9 / of.get(run).calls();
      int at = run;
      jobThreads
          .get(run)
          .forEach(
              (name, seconds) ->
                  byName.computeIfAbsent(name, n -> new double[of.size()])[at] =
                      seconds * nanosecondsASecond);
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    byName.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), Spread.of(entry.getValue()).median()))
        .filter(entry -> entry.getValue() >= LEAST_NANOSECONDS)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(entry -> medians.put(entry.getKey(), entry.getValue()));
    return medians;
  }

  /** Of the medians of calls a second; empty if either path was not measured. */
  public OptionalDouble ratio(BenchPath path, BenchPath to) {
    Optional<Spread> above = spread(path, Measurement::callsASecond);
    Optional<Spread> below = spread(to, Measurement::callsASecond);
    return above.isPresent() && below.isPresent()
        ? OptionalDouble.of(above.get().median() / below.get().median())
        : OptionalDouble.empty();
  }
}
