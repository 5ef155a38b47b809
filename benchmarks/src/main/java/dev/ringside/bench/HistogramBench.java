package dev.ringside.bench;

import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of a duration into a histogram, and of one histogram of such into another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class HistogramBench {

  private static final int VALUES = 16_384;

  /** Widest value over smallest: the decode trace has 1.2, a busy cluster 1000. */
  @Param({"1.2", "1000"})
  public double spread;

  private final long[] durations = new long[VALUES];
  private final ExponentialHistogram merged = new ExponentialHistogram();
  private ExponentialHistogram filled = new ExponentialHistogram();

  @Setup
  public void draw() {
    Random random = new Random(20_261_123L);
    for (int i = 0; i < VALUES; i++) {
      durations[i] = (long) (15_000 * Math.pow(spread, random.nextDouble()));
    }
    filled = record();
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public ExponentialHistogram record() {
    ExponentialHistogram histogram = new ExponentialHistogram();
    for (long duration : durations) {
      histogram.record(duration);
    }
    return histogram;
  }

  /** Nanoseconds a merge. */
  @Benchmark
  public ExponentialHistogram merge() {
    merged.merge(filled);
    return merged;
  }
}
