package dev.ringside.bench;

import com.github.luben.zstd.Zstd;
import dev.ringside.schemas.batch.DecodeTrace;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import net.jpountz.lz4.LZ4Factory;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Prints the tables of results/batch-encoding.md: sizes of the decode trace, then times. */
public final class BatchEncoding {

  private static final int STEPS = 8;
  private static final double CALLS = DecodeTrace.RANKS * STEPS * DecodeTrace.CALLS_A_STEP;
  private static final int[][] UNITS_NS = {{1, 1}, {100, 100}, {1000, 100}, {1000, 1000}};

  private BatchEncoding() {}

  public static void main(String[] arguments) throws RunnerException {
    printSizes(System.out);
    Runner runner =
        new Runner(
            new OptionsBuilder()
                .include(BatchCodecBench.class.getSimpleName())
                .addProfiler("gc")
                .build());
    printTimes(System.out, runner.run());
  }

  private static void printSizes(PrintStream out) {
    out.println("| start / duration unit, ns | raw | lz4 | zstd-1 |");
    out.println("| --- | --- | --- | --- |");
    for (int[] units : UNITS_NS) {
      List<byte[]> batches = new DecodeTrace().batches(STEPS, units[0], units[1]);
      out.printf(
          Locale.ROOT,
          "| %d / %d | %.2f | %.2f | %.2f |%n",
          units[0],
          units[1],
          bytesACall(batches, UnaryOperator.identity()),
          bytesACall(batches, LZ4Factory.fastestJavaInstance().fastCompressor()::compress),
          bytesACall(batches, batch -> Zstd.compress(batch, 1)));
    }
  }

  private static double bytesACall(List<byte[]> batches, UnaryOperator<byte[]> compressor) {
    return batches.stream().mapToLong(batch -> compressor.apply(batch).length).sum() / CALLS;
  }

  private static void printTimes(PrintStream out, Iterable<RunResult> results) {
    out.println(
        "| what | start / duration unit, ns | mean ns | ± | fastest iteration | bytes allocated |");
    out.println("| --- | --- | --- | --- | --- | --- |");
    for (RunResult result : results) {
      out.printf(
          Locale.ROOT,
          "| %s | %s | %.1f | %.1f | %.1f | %.1f |%n",
          result.getPrimaryResult().getLabel(),
          result.getParams().getParam("units"),
          result.getPrimaryResult().getScore(),
          result.getPrimaryResult().getScoreError(),
          result.getPrimaryResult().getStatistics().getMin(),
          result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }
  }
}
