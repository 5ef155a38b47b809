package dev.ringside.schemas.golden;

import dev.ringside.core.account.Account;
import dev.ringside.core.account.EngineAccount;
import dev.ringside.core.account.EnginePasses;
import dev.ringside.core.account.PassCounts;
import dev.ringside.core.account.Phase;
import dev.ringside.core.account.PhaseSource;
import dev.ringside.core.batch.BatchContents;
import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.BatchOrigin;
import dev.ringside.core.batch.BatchUnits;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallFlag;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Sight;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.AllToAll;
import dev.ringside.core.deployment.AttentionShape;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.FeedForwardShape;
import dev.ringside.core.deployment.ModelFamily;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.deployment.ServingOptions;
import dev.ringside.core.deployment.Tenant;
import dev.ringside.core.deployment.Trait;
import dev.ringside.core.finding.FindingRecord;
import dev.ringside.core.finding.FindingState;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.progress.OpenCall;
import dev.ringside.core.progress.Place;
import dev.ringside.core.progress.Progress;
import dev.ringside.core.progress.Standing;
import dev.ringside.core.report.Culprit;
import dev.ringside.core.report.Finding;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.RowKey;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.core.series.SeriesKey;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.series.Timing;
import dev.ringside.core.series.Traffic;
import dev.ringside.core.series.TransportTotal;
import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.schemas.deadletter.DeadLetter;
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.schemas.iteration.IterationOrigin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/** One fixed value of each record, with every field set; what the golden payloads hold. */
public final class Samples {

  private Samples() {}

  public static CallBatch batch() {
    SignatureTable signatures = new SignatureTable();
    Communicator tensor = new Communicator("tp_0", 2, List.of(0, 1));
    int reduce =
        signatures.idOf(
            new CallSignature(
                tensor,
                Collective.ALL_REDUCE,
                DataType.BFLOAT16,
                4096,
                Transport.CUSTOM_AR,
                TimingQuality.GPU_NS,
                CallSignature.NO_PEER,
                CallFlag.GRAPH_REPLAY.bit(),
                512));
    int send =
        signatures.idOf(
            new CallSignature(
                Communicator.UNKNOWN,
                Collective.SEND,
                DataType.UNKNOWN,
                CallSignature.UNKNOWN_ELEMENTS,
                Transport.NCCL,
                TimingQuality.CPU_US,
                3,
                CallFlag.METADATA_MISSING.bit()));
    CallColumns calls = new CallColumns();
    calls.add(reduce, 1_760_000_000_000_000_000L, 12_345, 41);
    calls.add(reduce, 1_760_000_000_000_020_000L, 11_111, 42);
    calls.add(send, 1_760_000_000_000_025_000L, 0, 7);
    BatchHeader header =
        new BatchHeader(
            new BatchOrigin(
                "llama-8b-test",
                1,
                3,
                "ringside-replay 0.1.0",
                "run-1",
                new Place("node-0", 4711, "0000:3b:00.0", Sight.INSPECTOR),
                List.of(2, 3)),
            new BatchUnits("gpu", 1, 1),
            12,
            true,
            new BatchContents(
                new TreeMap<>(Map.of("no_duration", 2L)),
                3,
                1_760_000_000_000_000_000L,
                1_760_000_000_000_031_111L));
    Progress progress =
        new Progress(
            List.of(
                new Standing(tensor, Collective.ALL_REDUCE, 42, 1_760_000_000_000_031_111L),
                new Standing(Communicator.UNKNOWN, Collective.UNKNOWN, -1, Standing.NOT_KNOWN)),
            List.of(
                new OpenCall(tensor, Collective.ALL_REDUCE, 43, 8192, 1_760_000_000_000_031_500L)));
    return new CallBatch(header, signatures, calls, progress, steps());
  }

  /** A step whose tokens are known, and one of which only the requests are. */
  private static List<Iteration> steps() {
    long startNs = 1_760_000_000_000_000_000L;
    return List.of(
        new Iteration("", 0, 0, startNs + 30_000, 31_000, 2, 48, 3, 3, false),
        new Iteration(
            "", 0, 0, startNs + 90_000, 20_000, 0, Iteration.UNKNOWN, 5, Iteration.UNKNOWN, false));
  }

  public static Deployment deployment() {
    return new Deployment(
        "llama-8b-test",
        new ModelShape(
            "llama-moe",
            32,
            4096,
            128_256,
            2,
            new AttentionShape(32, 8, 128, 512, 64),
            new FeedForwardShape(14_336, 64, 6, 1_408, 2, 1),
            true,
            new ModelFamily(
                "LlamaMoeForCausalLM",
                "A" + "E".repeat(31),
                Map.of(Trait.STATE_NORM, 1, Trait.LAYER_EMBEDDING, 256),
                List.of("hc_mult"))),
        Engine.VLLM_V0,
        new ParallelLayout(2, 2, 1),
        DataType.BFLOAT16,
        OptionalInt.of(8),
        "nvlink",
        options(),
        new Tenant("team-a"));
  }

  private static ServingOptions options() {
    return new ServingOptions(
        true,
        AllToAll.DEEPEP_LOW_LATENCY,
        2,
        4,
        true,
        3,
        Optional.of(
            new ModelShape(
                "draft",
                1,
                4096,
                128_256,
                1,
                AttentionShape.grouped(32, 8, 128),
                FeedForwardShape.dense(14_336),
                false)),
        "0.11.0",
        "h100",
        8,
        new TreeSet<>(List.of("batch-invariant", "disable-custom-all-reduce")));
  }

  public static IterationBatch iterations() {
    return new IterationBatch(
        new IterationOrigin("llama-8b-test", 1, "worker-7", "agent", "run-1", "gpu-01"),
        12,
        3,
        1,
        List.of(
            new Iteration(
                "worker-7", 1, 41, 1_795_780_937_000_000_000L, 5_000_000, 2, 94, 1, 1, false),
            new Iteration(
                "worker-7", 1, 42, 1_795_780_937_005_000_000L, 5_100_000, 0, 0, 3, -1, false),
            new Iteration("worker-7", 1, 45, 1_795_780_937_004_000_000L, -1, 0, 0, 0, 0, true)));
  }

  public static DeadLetter deadLetter() {
    return new DeadLetter(
        "truncated",
        "ringside.calls",
        5,
        1_234_567,
        "TRUNCATED at byte 17: 8 bytes wanted",
        new byte[] {(byte) 0xC3, 1, 2, 3});
  }

  public static WindowReport report() {
    return new WindowReport(
        new WindowReport.Subject(WindowReport.Scope.WINDOW, "llama-8b-test", 1, "run-1"),
        new WindowReport.Served(
            "llama-3.1-8b", "vllm-v0", Optional.of(new ParallelLayout(2, 1, 1))),
        new WindowReport.Span(1_760_000_000_000_000_000L, 1_760_000_010_000_000_000L),
        new Account(1_010, 990, 8, 5, 4, new TreeMap<>(Map.of("no_duration", 3L)), 2),
        new PassCounts(1, 127, 2, 3),
        List.of(0, 1),
        0.5,
        OptionalDouble.of(0.75),
        List.of(row()),
        List.of(finding()),
        Verdict.DEVIATION,
        totals(),
        Optional.of(
            new EngineAccount(
                new EnginePasses(130, 128, 2, 1, 3, 4, 900, 260, 16, 8),
                new EnginePasses(1_300, 1_280, 20, 10, 30, 40, 9_000, 2_600, 160, 80))));
  }

  private static ReportRow row() {
    return new ReportRow(
        new RowKey(Parallelism.TP, 0, Phase.DECODE, Collective.ALL_REDUCE, 4096, DataType.BFLOAT16),
        PhaseSource.LOGITS,
        List.of(0, 1),
        List.of(1),
        List.of("embedding", "layer"),
        List.of(Transport.NCCL, Transport.CUSTOM_AR),
        List.of(Transport.FLASHINFER),
        new ReportRow.Message(8192, 1.0),
        494,
        new Traffic(495, 495L * 8192, 495L * 8192),
        Optional.of(new Traffic(496, 496L * 8192, 496L * 8192)),
        new Timing(6_000_000, histogram()),
        Verdict.DEVIATION);
  }

  private static ExponentialHistogram histogram() {
    ExponentialHistogram histogram = new ExponentialHistogram();
    histogram.record(0, 2);
    histogram.record(1);
    histogram.record(12_345, 900);
    histogram.record(4_000_000, 3);
    return histogram;
  }

  private static Finding finding() {
    return new Finding(
            "engine_mismatch",
            Finding.Severity.WARNING,
            Parallelism.TP,
            List.of(0, 1),
            "The logits are gathered as vllm-v0 does it.",
            new TreeMap<>(Map.of("fits", "vllm-v0", "gather_calls", "32")))
        .by(Culprit.of(Culprit.Type.ENGINE, "vllm-v0 0.8.5"))
        .since(1_700_000_000_000_000_000L)
        .until(1_700_000_009_000_000_000L)
        .advising("State the engine.");
  }

  public static FindingRecord findingRecord() {
    return new FindingRecord(
        "0123456789ab",
        FindingState.UPDATED,
        "llama-prod",
        1,
        finding(),
        0.75,
        1_700_000_000_000_000_000L,
        1_700_000_010_000_000_000L,
        3);
  }

  private static RunningTotals totals() {
    SeriesKey key =
        new SeriesKey(
            Parallelism.TP, 0, Phase.DECODE, Collective.ALL_REDUCE, DataType.BFLOAT16, 13);
    return new RunningTotals(
        new Account(2_000, 1_990, 4, 3, 2, new TreeMap<>(Map.of("no_duration", 1L)), 2),
        new PassCounts(2, 254, 0, 1),
        List.of(
            new SeriesTotal(
                key,
                new Traffic(990, 8_110_080, 8_110_080),
                new Timing(12_000_000, histogram()),
                Optional.of(new Traffic(992, 1, 2)))),
        List.of(new TransportTotal(Collective.ALL_REDUCE, Transport.NCCL, 990)));
  }
}
