package dev.ringside.bench;

import dev.ringside.schemas.MalformedRecordException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Prints the table of results/hot-path.md: processor time, not wall time, of a call in each step of
 * {@link RankPathBench}, for machines that others work on too.
 */
public final class HotPath {

  private static final int[] PASSES_A_BATCH = {16, 50};
  private static final int ROUNDS = 40;

  private HotPath() {}

  /** One step over the whole recording. */
  @FunctionalInterface
  private interface Step {
    void run(Blackhole hole) throws MalformedRecordException;
  }

  public static void main(String[] arguments) throws MalformedRecordException {
    Blackhole hole =
        new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is"
                + " dangerous.");
    for (int passes : PASSES_A_BATCH) {
      RankPathBench bench = new RankPathBench();
      bench.passesABatch = passes;
      bench.record();
      print(System.out, "decode", passes, timed(bench::decode, hole));
      print(System.out, "slice", passes, timed(bench::slice, hole));
      print(System.out, "books", passes, timed(bench::books, hole));
      print(System.out, "path", passes, timed(bench::path, hole));
    }
  }

  /** Nanoseconds of processor a call, ascending. */
  private static double[] timed(Step step, Blackhole hole) throws MalformedRecordException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] times = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      step.run(hole);
      times[round] = (threads.getCurrentThreadCpuTime() - before) / (double) DecodeRecording.CALLS;
    }
    Arrays.sort(times);
    return times;
  }

  private static void print(PrintStream out, String step, int passes, double[] times) {
    out.printf(
        Locale.ROOT, "| %s | %d | %.1f | %.1f |%n", step, passes, times[0], times[ROUNDS / 2]);
  }
}
