package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.report.ReportRow;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.series.SeriesTotal;
import dev.ringside.core.stream.SyntheticAgent;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import dev.ringside.schemas.report.WindowReportCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the job's operators report is what anyone would count by hand. */
class OracleProperties {

  private static final long WINDOW_NS = 10_000_000_000L;
  private static final double QUANTILE_ERROR = 0.0109;

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  static LongStream someSeeds() {
    return LongStream.range(0, 8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void windowsAndTotalsAreTheSumOfTheCalls(long seed) throws Exception {
    Random random = new Random(seed);
    SyntheticReplica replica = anyReplica(random);
    List<WindowReport> reports = reportsOn(Backend.HASHMAP, replica, random);
    WindowReport run = reports.get(reports.size() - 1);
    Map<Long, WindowReport> windows = lastOfEachWindow(reports);

    BruteForce all = BruteForce.of(replica, step -> true);
    assertThat(run.scope()).isEqualTo(Scope.RUN);
    assertThat(run.verdict())
        .as("%s, %s: %s %s", replica.deployment(), replica.steps(), run.findings(), run.rows())
        .isEqualTo(Verdict.MATCH);
    assertThat(run.account().windowed()).isEqualTo(all.calls());
    assertThat(run.account().observed()).isEqualTo(all.calls());
    assertRows(run, all);
    assertSeries(run.totals().series(), all);

    Map<Integer, Long> windowOf = BruteForce.windowOfEachStep(replica, WINDOW_NS);
    assertThat(windows.keySet()).isEqualTo(Set.copyOf(windowOf.values()));
    windows.forEach(
        (start, window) -> {
          BruteForce within = BruteForce.of(replica, step -> windowOf.get(step).equals(start));
          assertThat(window.account().windowed()).isEqualTo(within.calls());
          assertRows(window, within);
        });
    assertSums(windows.values().stream().toList(), run);
  }

  @ParameterizedTest
  @MethodSource("someSeeds")
  void theBackendChangesNoReport(long seed) throws Exception {
    List<byte[]> onHeap = encodedOn(Backend.HASHMAP, seed);

    assertThat(onHeap).isNotEmpty();
    assertThat(encodedOn(Backend.ROCKSDB, seed)).containsExactlyElementsOf(onHeap);
  }

  private static List<byte[]> encodedOn(Backend backend, long seed) throws Exception {
    Random random = new Random(seed);
    return reportsOn(backend, anyReplica(random), random).stream()
        .map(WindowReportCodec::encode)
        .toList();
  }

  private static void assertRows(WindowReport report, BruteForce counted) {
    assertThat(report.rows())
        .extracting(BruteForce.Key::of)
        .containsExactlyInAnyOrderElementsOf(counted.keys());
    for (ReportRow row : report.rows()) {
      BruteForce.Key key = BruteForce.Key.of(row);
      assertThat(row.observedMin()).as("%s", key).isEqualTo(counted.callsPerRank(key));
      assertThat(row.observedMax()).as("%s", key).isEqualTo(counted.callsPerRank(key));
      assertThat(row.expectedPerRank()).as("%s", key).isEqualTo(counted.callsPerRank(key));
      assertThat(row.observed().bytes()).as("%s", key).isEqualTo(counted.bytesPerRank(key));
      assertThat(row.expected().orElseThrow().bytes())
          .as("%s", key)
          .isEqualTo(counted.bytesPerRank(key));
      assertThat(row.observed().wireBytes()).as("%s", key).isEqualTo(counted.wireBytesPerRank(key));
      assertThat(row.timing().sumNs()).as("%s", key).isEqualTo(counted.leastDuration(key));
      assertThat(row.durations().count()).as("%s", key).isEqualTo(counted.callsOfAllRanks(key));
      for (double q : new double[] {0, 0.5, 0.9, 0.99, 1}) {
        double exact = counted.quantile(key, q);
        assertThat(row.durations().quantile(q))
            .as("%s, quantile %s", key, q)
            .isCloseTo(exact, within(exact * QUANTILE_ERROR));
      }
    }
  }

  private static void assertSeries(List<SeriesTotal> series, BruteForce counted) {
    assertThat(series.stream().mapToLong(SeriesTotal::calls).sum()).isEqualTo(counted.calls());
    assertThat(series.stream().mapToLong(total -> total.observed().bytes()).sum())
        .isEqualTo(counted.keys().stream().mapToLong(counted::bytesOfAllRanks).sum());
    assertThat(series.stream().mapToLong(total -> total.timing().sumNs()).sum())
        .isEqualTo(counted.keys().stream().mapToLong(counted::durationOfAllRanks).sum());
    assertThat(series)
        .allSatisfy(
            total -> {
              assertThat(total.expected().orElseThrow().calls()).isEqualTo(total.calls());
              assertThat(total.expected().orElseThrow().bytes())
                  .isEqualTo(total.observed().bytes());
              assertThat(total.durations().count()).isEqualTo(total.calls());
            });
  }

  /** A counter's increase from window to window loses nothing and counts nothing twice. */
  private static void assertSums(List<WindowReport> windows, WindowReport run) {
    assertThat(sumOfBytes(windows)).isEqualTo(sumOfBytes(List.of(run)));
    assertThat(windows.stream().mapToLong(w -> w.account().windowed()).sum())
        .isEqualTo(run.account().windowed());
    assertThat(windows.stream().mapToLong(w -> w.passes().prefill()).sum())
        .isEqualTo(run.passes().prefill());
    assertThat(windows.stream().mapToLong(w -> w.passes().decode()).sum())
        .isEqualTo(run.passes().decode());
  }

  private static Map<BruteForce.Key, Long> sumOfBytes(List<WindowReport> reports) {
    Map<BruteForce.Key, Long> sums = new HashMap<>();
    for (WindowReport report : reports) {
      report
          .rows()
          .forEach(row -> sums.merge(BruteForce.Key.of(row), row.observed().bytes(), Long::sum));
    }
    return sums;
  }

  private static Map<Long, WindowReport> lastOfEachWindow(List<WindowReport> reports) {
    Map<Long, WindowReport> last = new TreeMap<>();
    reports.stream()
        .filter(report -> report.scope() == Scope.WINDOW)
        .forEach(report -> last.put(report.startNs(), report));
    return last;
  }

  private static SyntheticReplica anyReplica(Random random) {
    Engine engine = Habits.ENGINES.get(random.nextInt(Habits.ENGINES.size()));
    int pipeline = engine == Engine.TRANSFORMERS ? 1 : 1 + random.nextInt(3);
    int tensor = pipeline == 1 ? 2 << random.nextInt(2) : 1 << random.nextInt(3);
    Deployment deployment =
        Deployments.of(
            Deployments.TOY,
            engine,
            new ParallelLayout(tensor, pipeline, 1),
            OptionalInt.of(BruteForce.PROMPT / 2));
    Habits habits =
        switch (engine) {
          case VLLM_V0 -> Habits.VLLM_V0;
          case TRTLLM -> Habits.VLLM.sendingWhole();
          case TRANSFORMERS -> Habits.TRANSFORMERS;
          default -> Habits.VLLM;
        };
    List<Step> steps = new ArrayList<>();
    for (int left = 2 + random.nextInt(30); left > 0; left--) {
      int rows = 1 + random.nextInt(4);
      boolean prompt = random.nextInt(4) == 0;
      steps.add(new Step(prompt ? BruteForce.PROMPT + random.nextInt(40) : rows, rows));
    }
    long period = 300_000_000L + random.nextInt(2_000_000_000);
    return new SyntheticReplica(deployment, 0, habits, steps, SlicedReplica.START_NS, period);
  }

  /** All ranks' batches through both operators in a random interleaving, event time behind them. */
  private static List<WindowReport> reportsOn(
      Backend backend, SyntheticReplica replica, Random random) throws Exception {
    SyntheticAgent agent = SyntheticAgent.replaying(replica, "run");
    List<List<CallBatch>> ranks = new ArrayList<>();
    for (int rank : replica.ranks()) {
      ranks.add(new ArrayList<>(agent.batches(rank, 80, random)));
    }
    try (ReplicaOperator job = ReplicaOperator.opened(backend)) {
      job.deploy(replica.deployment());
      while (ranks.stream().anyMatch(batches -> !batches.isEmpty())) {
        List<CallBatch> batches = ranks.get(random.nextInt(ranks.size()));
        if (!batches.isEmpty()) {
          job.receive(batches.remove(0));
        }
        if (random.nextInt(5) == 0) {
          job.readUpTo(earliestToCome(ranks));
        }
      }
      return job.reports();
    }
  }

  /** The watermark: no rank has a call to come that ends before. */
  private static long earliestToCome(List<List<CallBatch>> ranks) {
    return ranks.stream()
        .filter(batches -> !batches.isEmpty())
        .mapToLong(batches -> batches.get(0).header().firstStartNs())
        .min()
        .orElse(Long.MIN_VALUE);
  }
}
