package dev.ringside.bench.run;

import dev.ringside.bench.kafka.PublishPath;
import dev.ringside.bench.measure.Measurement;
import dev.ringside.bench.measure.Spread;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What all rounds came to; every path in it has answered as the oracle does.
 *
 * @param runs of each path, one a round
 * @param published runs of the publishing path, one a round
 * @param micros bytes and noise with a clock of microseconds
 * @param nanos the same with a clock of nanoseconds
 * @param stateBytesARank in the job's checkpoint, 0 if no job ran
 */
public record BenchResult(
    BenchPlan plan,
    Map<BenchPath, List<Measurement>> runs,
    List<PublishPath.Figures> published,
    Wire micros,
    Wire nanos,
    double stateBytesARank,
    String machine) {

  public BenchResult {
    runs = Collections.unmodifiableMap(new EnumMap<>(runs));
    published = List.copyOf(published);
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

  /** Of the medians of calls a second; empty if either path was not measured. */
  public OptionalDouble ratio(BenchPath path, BenchPath to) {
    Optional<Spread> above = spread(path, Measurement::callsASecond);
    Optional<Spread> below = spread(to, Measurement::callsASecond);
    return above.isPresent() && below.isPresent()
        ? OptionalDouble.of(above.get().median() / below.get().median())
        : OptionalDouble.empty();
  }
}
