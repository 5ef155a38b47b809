package dev.ringside.exporter.series;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.report.Account;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.PassCounts;
import dev.ringside.core.report.Phase;
import dev.ringside.core.report.PhaseSource;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RunningTotals;
import dev.ringside.core.report.SeriesKey;
import dev.ringside.core.report.SeriesTotal;
import dev.ringside.core.report.TransportTotal;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Reports as the job writes them, for a two-rank tensor-parallel Llama: one prefill of 16 tokens
 * and 31 decode passes a window, 32 layers, durations of a plausible shape from a fixed seed.
 */
public final class Reports {

  private static final long WINDOW_NS = 10_000_000_000L;
  private static final long FIRST_WINDOW_NS = 1_750_000_000_000_000_000L;
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
    return report(WindowReport.Scope.WINDOW, "", nth, Verdict.MATCH, List.of());
  }

  /** The same with one finding and another verdict. */
  public WindowReport deviating(int nth) {
    Finding finding =
        new Finding(
            "engine_mismatch",
            Finding.Severity.WARNING,
            Parallelism.TP,
            List.of(0, 1),
            "The logits fit vllm-v0.",
            new TreeMap<>(Map.of("fits", "vllm-v0")));
    return report(WindowReport.Scope.WINDOW, "", nth, Verdict.DEVIATION, List.of(finding));
  }

  /** The report of a run that ended with the {@code nth} window. */
  public WindowReport run(String runId, int nth) {
    return report(WindowReport.Scope.RUN, runId, nth, Verdict.MATCH, List.of());
  }

  private WindowReport report(
      WindowReport.Scope scope, String runId, int nth, Verdict verdict, List<Finding> findings) {
    long start = FIRST_WINDOW_NS + nth * WINDOW_NS;
    return new WindowReport(
        scope,
        deployment,
        replica,
        runId,
        "llama-3.2-1b",
        "transformers",
        Optional.of(new ParallelLayout(RANKS, 1, 1)),
        start,
        start + WINDOW_NS,
        account(1),
        new PassCounts(1, 31, 0, 0),
        List.of(0, 1),
        1.0,
        rows(),
        findings,
        verdict,
        totals(nth));
  }

  private static List<ReportRow> rows() {
    List<ReportRow> rows = new ArrayList<>();
    for (Traffic traffic : Traffic.ALL) {
      rows.add(traffic.row());
    }
    return rows;
  }

  private static RunningTotals totals(int windows) {
    List<SeriesTotal> series = Traffic.ALL.stream().map(t -> t.total(windows)).toList();
    long allReduces = windows * (long) RANKS * 2 * LAYERS * 32;
    return new RunningTotals(
        account(windows),
        new PassCounts(windows, 31L * windows, 0, 1),
        series,
        List.of(
            new TransportTotal(Collective.ALL_REDUCE, Transport.CUSTOM_AR, allReduces / 2),
            new TransportTotal(Collective.ALL_REDUCE, Transport.NCCL, allReduces / 2),
            new TransportTotal(Collective.ALL_GATHER, Transport.NCCL, windows * RANKS * 32L)));
  }

  private static Account account(int windows) {
    long windowed = windows * (long) RANKS * 32 * (2 * LAYERS + 1);
    return new Account(
        windowed + 36 * (long) windows,
        windowed,
        20L * windows,
        4L * windows,
        7L * windows,
        new TreeMap<>(Map.of("clock_backwards", 5L * windows)),
        2L * windows);
  }

  /** The calls of one kind in one window, for one rank. */
  private record Traffic(
      Phase phase, Collective collective, long sendElements, long messageBytes, int calls) {

    static final List<Traffic> ALL =
        List.of(
            allReduce(Phase.PREFILL, 16, 2 * LAYERS),
            allReduce(Phase.DECODE, 1, 31 * 2 * LAYERS),
            logits(Phase.PREFILL, 1),
            logits(Phase.DECODE, 31));

    static Traffic allReduce(Phase phase, int tokens, int calls) {
      long elements = (long) tokens * HIDDEN;
      return new Traffic(phase, Collective.ALL_REDUCE, elements, elements * 2, calls);
    }

    static Traffic logits(Phase phase, int calls) {
      long shard = VOCABULARY_SHARD;
      return new Traffic(phase, Collective.ALL_GATHER, shard, shard * RANKS * 2, calls);
    }

    ReportRow row() {
      ExponentialHistogram durations = durations(1);
      return new ReportRow(
          Parallelism.TP,
          0,
          List.of(0, 1),
          phase,
          PhaseSource.LOGITS,
          List.of(collective == Collective.ALL_REDUCE ? "layer" : "logits"),
          collective,
          sendElements,
          DataType.BFLOAT16,
          List.of(Transport.NCCL),
          messageBytes,
          calls,
          calls,
          calls,
          calls * messageBytes,
          calls * messageBytes,
          wire(calls * messageBytes),
          wire(calls * messageBytes),
          collective.wireFactor(RANKS).asDouble(),
          sum(1) / RANKS,
          durations,
          Verdict.MATCH);
    }

    SeriesTotal total(int windows) {
      long all = (long) windows * RANKS * calls;
      return new SeriesTotal(
          new SeriesKey(
              Parallelism.TP,
              0,
              phase,
              collective,
              DataType.BFLOAT16,
              SeriesKey.sizeClassOf(messageBytes)),
          all,
          all * messageBytes,
          wire(all * messageBytes),
          sum(windows),
          durations(windows),
          true,
          all,
          all * messageBytes,
          wire(all * messageBytes));
    }

    private long wire(long bytes) {
      return collective.wireFactor(RANKS).applyTo(bytes);
    }

    private ExponentialHistogram durations(int windows) {
      ExponentialHistogram durations = new ExponentialHistogram();
      Random random = new Random(phase.ordinal());
      for (int i = 0; i < RANKS * calls; i++) {
        durations.record(durationNs(random), windows);
      }
      return durations;
    }

    private long sum(int windows) {
      Random random = new Random(phase.ordinal());
      long sum = 0;
      for (int i = 0; i < RANKS * calls; i++) {
        sum += durationNs(random) * windows;
      }
      return sum;
    }

    /** 20 µs of latency, the message at 50 GB/s, and a tail. */
    private long durationNs(Random random) {
      double tail = Math.exp(Math.abs(random.nextGaussian()) * 0.6);
      return (long) ((20_000 + messageBytes / 50.0) * tail);
    }
  }
}
