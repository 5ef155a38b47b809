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
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reports made by hand, one for each way a run can end. */
final class SampleReports {

  /** Two ranks, tensor parallel, all as expected. */
  static WindowReport match() {
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
  static WindowReport deviation() {
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
  static WindowReport insufficient() {
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
                0,
                8255,
                8255,
                Verdict.INSUFFICIENT)),
        List.of(),
        Verdict.INSUFFICIENT);
  }

  /** Held against nothing: no deployment, sizes partly unknown. */
  static WindowReport unchecked() {
    ReportRow sized =
        new ReportRow(
            Parallelism.UNKNOWN,
            -1,
            List.of(0),
            Phase.UNKNOWN,
            PhaseSource.UNKNOWN,
            List.of(),
            Collective.BROADCAST,
            3,
            DataType.LONG,
            List.of(Transport.NCCL),
            24,
            3,
            3,
            ReportRow.UNKNOWN,
            72,
            0,
            72,
            0,
            1,
            36_000,
            histogram(12_000, 3),
            Verdict.UNCHECKED);
    ReportRow unsized =
        new ReportRow(
            Parallelism.UNKNOWN,
            -1,
            List.of(0),
            Phase.UNKNOWN,
            PhaseSource.UNKNOWN,
            List.of(),
            Collective.SEND,
            -1,
            DataType.UNKNOWN,
            List.of(Transport.NCCL),
            -1,
            80,
            80,
            ReportRow.UNKNOWN,
            0,
            0,
            0,
            0,
            1,
            0,
            new ExponentialHistogram(),
            Verdict.UNCHECKED);
    return new WindowReport(
        Scope.RUN,
        "",
        0,
        "run-1",
        "",
        "",
        Optional.empty(),
        0,
        1_000_000_000L,
        account(83, 83, new TreeMap<>()),
        new PassCounts(0, 0, 4, 0),
        List.of(0),
        1.0,
        List.of(sized, unsized),
        List.of(),
        Verdict.UNCHECKED,
        RunningTotals.NONE);
  }

  /** A trace in which nobody talked. */
  static WindowReport silent() {
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
        Scope.RUN,
        deployment,
        0,
        "run-1",
        "llama-3.1-8b",
        "vllm-v0",
        Optional.of(new ParallelLayout(2, 1, 1)),
        0,
        1_000_000_000L,
        account,
        passes,
        ranks,
        coverage,
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
        Parallelism.TP,
        0,
        List.of(0, 1),
        phase,
        PhaseSource.LOGITS,
        purposes,
        collective,
        elements,
        DataType.BFLOAT16,
        List.of(Transport.GLOO),
        message,
        min,
        max,
        expected,
        max * message,
        expected * message,
        collective.wireFactor(2).applyTo(max * message),
        collective.wireFactor(2).applyTo(expected * message),
        collective.wireFactor(2).asDouble(),
        max * 250_000,
        histogram(250_000, min + max),
        verdict);
  }

  private static ExponentialHistogram histogram(long value, long times) {
    ExponentialHistogram histogram = new ExponentialHistogram();
    histogram.record(value, times);
    return histogram;
  }

  private SampleReports() {}
}
