package dev.ringside.exporter.series;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Served;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Reports as the job writes them, for a two-rank tensor-parallel Llama: one prefill of 16 tokens
 * and 31 decode passes a window, 32 layers, durations of a plausible shape from a fixed seed.
 */
public final class Reports {

  private static final long WINDOW_NS = 10_000_000_000L;
  private static final long FIRST_WINDOW_NS = 1_750_000_000_000_000_000L;
  private static final int FIRST_BAD_WINDOW = 9;
  private static final int MISSING_SHARE = 8;
  private static final int RANKS = 2;
  private static final int LAYERS = 16;
  private static final int HIDDEN = 2048;
  private static final int VOCABULARY_SHARD = 64_128;

  private final String deployment;
  private final int replica;

  public Reports(String deployment, int replica) {
    this.deployment = deployment;
    this.replica = replica;
  }

  /** The report of the {@code nth} window, from 1: totals are those of all windows up to it. */
  public WindowReport window(int nth) {
    return window(nth, Verdict.MATCH);
  }

  /** The same figures under another verdict. */
  public WindowReport window(int nth, Verdict verdict) {
    return report(WindowReport.Scope.WINDOW, "", nth, verdict, List.of());
  }

  /**
   * The same of a deployment that, from the ninth window on, decodes with an eighth of rank 1's
   * all-reduces missing.
   */
  public WindowReport deviating(int nth) {
    if (nth < FIRST_BAD_WINDOW) {
      return window(nth);
    }
    Finding finding =
        new Finding(
            "calls_missing",
            Finding.Severity.WARNING,
            Parallelism.TP,
            List.of(1),
            "Rank 1 makes fewer all-reduces than its layers need.",
            new TreeMap<>(Map.of("rank", "1")));
    return report(WindowReport.Scope.WINDOW, "", nth, Verdict.DEVIATION, List.of(finding));
  }

  /** The report of the first window with so many series, all alike but for their stage. */
  public WindowReport withSeries(int number) {
    WindowReport of = window(1);
    RunningTotals totals = of.totals();
    SeriesTotal one = totals.series().get(0);
    List<SeriesTotal> series =
        IntStream.range(0, number)
            .mapToObj(
                stage ->
                    new SeriesTotal(
                        onStage(stage, one.key()), one.observed(), one.timing(), one.expected()))
            .toList();
    return new WindowReport(
        of.subject(),
        of.served(),
        of.span(),
        of.account(),
        of.passes(),
        of.ranks(),
        of.coverage(),
        of.callCoverage(),
        List.of(),
        of.findings(),
        of.verdict(),
        new RunningTotals(totals.account(), totals.passes(), series, totals.transports()));
  }

  private static SeriesKey onStage(int stage, SeriesKey key) {
    return new SeriesKey(
        key.parallelism(), stage, key.phase(), key.collective(), key.dataType(), key.sizeClass());
  }

  /** The report of a run that ended with the {@code nth} window. */
  public WindowReport run(String runId, int nth) {
    return report(WindowReport.Scope.RUN, runId, nth, Verdict.MATCH, List.of());
  }

  private WindowReport report(
      WindowReport.Scope scope, String runId, int nth, Verdict verdict, List<Finding> findings) {
    long start = FIRST_WINDOW_NS + nth * WINDOW_NS;
    int firstBad = verdict == Verdict.MATCH ? Integer.MAX_VALUE : FIRST_BAD_WINDOW;
    return new WindowReport(
        new Subject(scope, deployment, replica, runId),
        new Served("llama-3.2-1b", "transformers", Optional.of(new ParallelLayout(RANKS, 1, 1))),
        Span.of(start, WINDOW_NS),
        account(nth, nth),
        passes(nth, nth),
        List.of(0, 1),
        1.0,
        OptionalDouble.of(0.9),
        CallsOfAKind.ALL.stream().map(traffic -> traffic.row(nth, firstBad)).toList(),
        findings,
        verdict,
        totals(nth, firstBad));
  }

  private static RunningTotals totals(int windows, int firstBad) {
    long passes = passes(1, windows).complete();
    long allReduces = passes * RANKS * 2 * LAYERS;
    return new RunningTotals(
        account(1, windows),
        passes(1, windows),
        CallsOfAKind.ALL.stream().map(traffic -> traffic.total(windows, firstBad)).toList(),
        List.of(
            new TransportTotal(Collective.ALL_REDUCE, Transport.CUSTOM_AR, allReduces / 2),
            new TransportTotal(Collective.ALL_REDUCE, Transport.NCCL, allReduces / 2),
            new TransportTotal(Collective.ALL_GATHER, Transport.NCCL, passes * RANKS)));
  }

  private static PassCounts passes(int first, int last) {
    int decode = IntStream.rangeClosed(first, last).map(Reports::decodePasses).sum();
    return new PassCounts(last - first + 1, decode, 0, 1);
  }

  /** More when it is busy, less when it is not. */
  private static int decodePasses(int window) {
    return 31 + (int) (12 * Math.sin(window / 4.0));
  }

  private static Account account(int first, int last) {
    long windows = last - first + 1L;
    long windowed = passes(first, last).complete() * RANKS * (2 * LAYERS + 1);
    return new Account(
        windowed + 36 * windows,
        windowed,
        20 * windows,
        4 * windows,
        7 * windows,
        new TreeMap<>(Map.of("clock_backwards", 5 * windows)),
        2 * windows);
  }

  /** The calls of one kind, the same number on every rank. */
  private record CallsOfAKind(
      Phase phase, Collective collective, long sendElements, long messageBytes, int callsAPass) {

    static final List<CallsOfAKind> ALL =
        List.of(
            allReduce(Phase.PREFILL, 16),
            allReduce(Phase.DECODE, 1),
            logits(Phase.PREFILL),
            logits(Phase.DECODE));

    static CallsOfAKind allReduce(Phase phase, int tokens) {
      long elements = (long) tokens * HIDDEN;
      return new CallsOfAKind(phase, Collective.ALL_REDUCE, elements, elements * 2, 2 * LAYERS);
    }

    static CallsOfAKind logits(Phase phase) {
      long shard = VOCABULARY_SHARD;
      return new CallsOfAKind(phase, Collective.ALL_GATHER, shard, shard * RANKS * 2, 1);
    }

    /** Calls of one rank in one window. */
    int calls(int window) {
      return callsAPass * (phase == Phase.PREFILL ? 1 : decodePasses(window));
    }

    /** Calls that rank 1 does not make, from window {@code firstBad} on. */
    int missing(int window, int firstBad) {
      boolean bad = phase == Phase.DECODE && collective == Collective.ALL_REDUCE;
      return bad && window >= firstBad ? calls(window) / MISSING_SHARE : 0;
    }

    ReportRow row(int window, int firstBad) {
      int calls = calls(window);
      return new ReportRow(
          new RowKey(Parallelism.TP, 0, phase, collective, sendElements, DataType.BFLOAT16),
          PhaseSource.LOGITS,
          List.of(0, 1),
          List.of(),
          List.of(collective == Collective.ALL_REDUCE ? "layer" : "logits"),
          List.of(Transport.NCCL),
          new ReportRow.Message(messageBytes, collective.wireFactor(RANKS).asDouble()),
          calls - missing(window, firstBad),
          traffic(calls),
          Optional.of(traffic(calls)),
          new Timing(durationsNs(window).sum() / RANKS, histogram(window, window)),
          missing(window, firstBad) > 0 ? Verdict.DEVIATION : Verdict.MATCH);
    }

    SeriesTotal total(int windows, int firstBad) {
      long all = IntStream.rangeClosed(1, windows).mapToLong(w -> RANKS * calls(w)).sum();
      long seen = all - IntStream.rangeClosed(1, windows).map(w -> missing(w, firstBad)).sum();
      return new SeriesTotal(
          new SeriesKey(
              Parallelism.TP,
              0,
              phase,
              collective,
              DataType.BFLOAT16,
              SeriesKey.sizeClassOf(messageBytes)),
          traffic(seen),
          new Timing(
              IntStream.rangeClosed(1, windows).mapToLong(w -> durationsNs(w).sum()).sum(),
              histogram(1, windows)),
          Optional.of(traffic(all)));
    }

    private Traffic traffic(long calls) {
      long bytes = calls * messageBytes;
      return new Traffic(calls, bytes, collective.wireFactor(RANKS).applyTo(bytes));
    }

    private ExponentialHistogram histogram(int first, int last) {
      ExponentialHistogram histogram = new ExponentialHistogram();
      IntStream.rangeClosed(first, last).forEach(w -> durationsNs(w).forEach(histogram::record));
      return histogram;
    }

    /** 20 µs of latency, the message at 50 GB/s, and a tail; all ranks of one window. */
    private LongStream durationsNs(int window) {
      Random random = new Random(31L * window + phase.ordinal());
      return LongStream.generate(() -> durationNs(random)).limit((long) RANKS * calls(window));
    }

    private long durationNs(Random random) {
      double tail = Math.exp(Math.abs(random.nextGaussian()) * 0.6);
      return (long) ((20_000 + messageBytes / 50.0) * tail);
    }
  }
}
