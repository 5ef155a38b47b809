package dev.ringside.cli.report;

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
import dev.ringside.core.report.Finding.Severity;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Served;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Reports made by hand, one for each way a run can end. */
public final class SampleReports {

  /** Two ranks, tensor parallel, all as expected. */
  public static WindowReport match() {
    return report(
        "llama-8b-tp2",
        account(16896, 16896, new TreeMap<>()),
        new PassCounts(1, 127, 0, 0),
        List.of(0, 1),
        1.0,
        List.of(
            allReduce(Phase.PREFILL, List.of("embedding", "layer"), 524288, 65, 65, 65),
            allReduce(Phase.DECODE, List.of("embedding", "layer"), 4096, 8255, 8255, 8255),
            logits(Collective.GATHER, 127, 127, Verdict.MATCH)),
        List.of(),
        Verdict.MATCH);
  }

  /** The logits come by another collective than this engine's. */
  public static WindowReport deviation() {
    return report(
        "llama-8b-tp2",
        account(16640, 16640, new TreeMap<>()),
        new PassCounts(1, 127, 0, 2),
        List.of(0, 1),
        1.0,
        List.of(
            allReduce(Phase.DECODE, List.of("embedding", "layer"), 4096, 8254, 8255, 8255),
            logits(Collective.GATHER, 127, 0, Verdict.UNEXPECTED),
            logits(Collective.ALL_GATHER, 0, 127, Verdict.MISSING)),
        List.of(
            new Finding(
                "engine_mismatch",
                Severity.WARNING,
                Parallelism.TP,
                List.of(0, 1),
                "The wire fits vllm-v0, the deployment says vllm.",
                new TreeMap<>(Map.of("fits", "vllm-v0", "declared", "vllm")))),
        Verdict.DEVIATION);
  }

  /** One of two ranks never came. */
  public static WindowReport insufficient() {
    return report(
        "llama-8b-tp2",
        account(8455, 8448, new TreeMap<>(Map.of("no_duration", 4L, "unknown_dtype", 3L))),
        new PassCounts(1, 127, 0, 0),
        List.of(0),
        0.5,
        List.of(
            row(
                    Phase.DECODE,
                    List.of("embedding", "layer"),
                    Collective.ALL_REDUCE,
                    4096,
                    8255,
                    8255,
                    8255,
                    Verdict.INSUFFICIENT)
                .ofRanks(List.of(0, 1), List.of(1))),
        List.of(),
        Verdict.INSUFFICIENT);
  }

  /** Held against nothing: no deployment, sizes partly unknown. */
  public static WindowReport unchecked() {
    ReportRow sized =
        new ReportRow(
            new RowKey(
                Parallelism.UNKNOWN, -1, Phase.UNKNOWN, Collective.BROADCAST, 3, DataType.LONG),
            PhaseSource.UNKNOWN,
            List.of(0),
            List.of(),
            List.of(),
            List.of(Transport.NCCL),
            new ReportRow.Message(24, 1),
            3,
            new Traffic(3, 72, 72),
            Optional.empty(),
            new Timing(36_000, histogram(12_000, 3)),
            Verdict.UNCHECKED);
    ReportRow unsized =
        new ReportRow(
            new RowKey(
                Parallelism.UNKNOWN, -1, Phase.UNKNOWN, Collective.SEND, -1, DataType.UNKNOWN),
            PhaseSource.UNKNOWN,
            List.of(0),
            List.of(),
            List.of(),
            List.of(Transport.NCCL),
            new ReportRow.Message(-1, 1),
            80,
            new Traffic(80, 0, 0),
            Optional.empty(),
            new Timing(0, new ExponentialHistogram()),
            Verdict.UNCHECKED);
    return new WindowReport(
        Subject.run("", 0, "run-1"),
        Served.UNKNOWN,
        new Span(0, 1_000_000_000L),
        account(83, 83, new TreeMap<>()),
        new PassCounts(0, 0, 4, 0),
        List.of(0),
        1.0,
        OptionalDouble.empty(),
        List.of(sized, unsized),
        List.of(),
        Verdict.UNCHECKED,
        RunningTotals.NONE);
  }

  /** A trace in which nobody talked. */
  public static WindowReport silent() {
    return report(
        "alone",
        Account.EMPTY,
        PassCounts.NONE,
        List.of(),
        0,
        List.of(),
        List.of(),
        Verdict.INSUFFICIENT);
  }

  private static WindowReport report(
      String deployment,
      Account account,
      PassCounts passes,
      List<Integer> ranks,
      double coverage,
      List<ReportRow> rows,
      List<Finding> findings,
      Verdict verdict) {
    return new WindowReport(
        Subject.run(deployment, 0, "run-1"),
        new Served("llama-3.1-8b", "vllm-v0", Optional.of(new ParallelLayout(2, 1, 1))),
        new Span(0, 1_000_000_000L),
        account,
        passes,
        ranks,
        coverage,
        rows.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(1),
        rows,
        findings,
        verdict,
        RunningTotals.NONE);
  }

  private static Account account(long observed, long windowed, TreeMap<String, Long> rejected) {
    long incomplete =
        observed - windowed - rejected.values().stream().mapToLong(Long::longValue).sum();
    return new Account(observed, windowed, incomplete, 0, 0, rejected, 0);
  }

  private static ReportRow allReduce(
      Phase phase, List<String> purposes, long elements, long min, long max, long expected) {
    Verdict verdict = min == expected && max == expected ? Verdict.MATCH : Verdict.DEVIATION;
    return row(phase, purposes, Collective.ALL_REDUCE, elements, min, max, expected, verdict);
  }

  private static ReportRow logits(
      Collective collective, long observed, long expected, Verdict verdict) {
    List<String> purposes = expected == 0 ? List.of() : List.of("logits");
    return row(Phase.DECODE, purposes, collective, 64128, observed, observed, expected, verdict);
  }

  private static ReportRow row(
      Phase phase,
      List<String> purposes,
      Collective collective,
      long elements,
      long min,
      long max,
      long expected,
      Verdict verdict) {
    long message = collective.messageElements(elements, 2) * DataType.BFLOAT16.bytes();
    return new ReportRow(
        new RowKey(Parallelism.TP, 0, phase, collective, elements, DataType.BFLOAT16),
        PhaseSource.LOGITS,
        List.of(0, 1),
        List.of(),
        purposes,
        List.of(Transport.GLOO),
        new ReportRow.Message(message, collective.wireFactor(2).asDouble()),
        min,
        traffic(collective, max, message),
        Optional.of(traffic(collective, expected, message)),
        new Timing(max * 250_000, histogram(250_000, min + max)),
        verdict);
  }

  private static Traffic traffic(Collective collective, long calls, long message) {
    return new Traffic(calls, calls * message, collective.wireFactor(2).applyTo(calls * message));
  }

  private static ExponentialHistogram histogram(long value, long times) {
    ExponentialHistogram histogram = new ExponentialHistogram();
    histogram.record(value, times);
    return histogram;
  }

  private SampleReports() {}
}
