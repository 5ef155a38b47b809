package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.core.report.WindowReport.Span;
import dev.ringside.core.report.WindowReport.Subject;
import dev.ringside.core.series.RunningTotals;
import dev.ringside.schemas.report.WindowReportCodec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run that is broken off and gone on with reports, bit for bit, what it reports undisturbed. Each
 * test plays the same calls twice, calm and then stormy, some windows later.
 */
@ParameterizedClass
@EnumSource(Backend.class)
class FaultsIT {

  private static final String CALM = RecordedReplay.acrossPartitions("calm");
  private static final String STORMY = RecordedReplay.acrossPartitions("stormy");
  private static final long WINDOW_NS = 10 * SlicedReplica.SECOND_NS;
  private static final long SHIFT_NS = 10 * WINDOW_NS;

  @Parameter Backend backend;

  /** Something that happens to the job while part of the run's batches has come. */
  private interface Fault {
    void strike(JobUnderTest job) throws Exception;
  }

  @Test
  void aLostTaskManagerChangesNoReport() throws Exception {
    assertUnchanged(backend, 2, List.of(job -> job.loseTaskManager(0)));
  }

  @Test
  void aRestartWithAnotherParallelismChangesNoReport() throws Exception {
    assertUnchanged(
        backend, 1, List.of(job -> job.rescaleBySavepoint(2), job -> job.rescaleByCheckpoint(1)));
  }

  private static void assertUnchanged(Backend backend, int parallelism, List<Fault> faults)
      throws Exception {
    try (JobUnderTest job = JobUnderTest.startResilient(backend, parallelism)) {
      job.deploy(SlicedReplica.deployment(CALM));
      job.deploy(SlicedReplica.deployment(STORMY));
      job.publish(RecordedReplay.of(CALM, 0));
      job.awaitRun(CALM, RecordedReplay.RUN);

      List<ScriptedReplica.Record> records =
          RecordedReplay.of(STORMY, SHIFT_NS / SlicedReplica.SECOND_NS);
      int part = records.size() / (faults.size() + 1);
      for (int fault = 0; fault < faults.size(); fault++) {
        int half = fault * part + part / 2;
        job.publish(records.subList(fault * part, half));
        job.awaitCheckpoint();
        job.publish(records.subList(half, (fault + 1) * part));
        long window = fault;
        job.awaitReport(report -> report.deployment().equals(STORMY) && windowOf(report) >= window);
        faults.get(fault).strike(job);
      }
      job.publish(records.subList(faults.size() * part, records.size()));
      job.awaitRun(STORMY, RecordedReplay.RUN);

      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
      assertSame(job.reportsOf(STORMY), job.reportsOf(CALM));
    }
  }

  private static long windowOf(WindowReport report) {
    return (report.startNs() - SHIFT_NS - SlicedReplica.START_NS) / WINDOW_NS;
  }

  private static void assertSame(List<WindowReport> stormy, List<WindowReport> calm) {
    WindowReport run = ofRun(stormy).get(0);
    assertThat(run.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(run.account().observed())
        .isEqualTo(RecordedReplay.CALLS + run.account().duplicate());
    assertThat(run.account().duplicate()).isPositive();
    assertThat(run.account().deadLetteredRecords()).isEqualTo(1);
    assertThat(run.account().balances()).isTrue();

    String undisturbed = contentOf(ofRun(calm).get(0), 0);
    assertThat(ofRun(stormy))
        .allSatisfy(again -> assertThat(contentOf(again, SHIFT_NS)).isEqualTo(undisturbed));
    assertThat(lastOfEachWindow(calm, 0)).hasSize(RecordedReplay.PASSES / 10);
    assertThat(lastOfEachWindow(stormy, SHIFT_NS)).isEqualTo(lastOfEachWindow(calm, 0));
  }

  private static List<WindowReport> ofRun(List<WindowReport> reports) {
    return reports.stream().filter(report -> report.scope() == Scope.RUN).toList();
  }

  /**
   * What a compacted topic would keep, had each window a key. Running totals are left out, and what
   * was settled apart from windows: how far ranks were ahead of a window's end when it was reported
   * is chance, undisturbed or not. The run's report has them all.
   */
  static Map<Long, String> lastOfEachWindow(List<WindowReport> reports, long shiftNs) {
    Map<Long, String> last = new TreeMap<>();
    for (WindowReport report : reports) {
      if (report.scope() == Scope.WINDOW) {
        long calls = report.account().windowed();
        Account windowed = Account.windowed(calls);
        last.put(
            report.startNs() - shiftNs, contentOf(report, shiftNs, windowed, RunningTotals.NONE));
      }
    }
    return last;
  }

  static String contentOf(WindowReport report, long shiftNs) {
    return contentOf(report, shiftNs, report.account(), report.totals());
  }

  /** Every byte of a report but its deployment's name and its place in time. */
  private static String contentOf(
      WindowReport report, long shiftNs, Account account, RunningTotals totals) {
    WindowReport plain =
        new WindowReport(
            new Subject(report.scope(), "", report.replica(), report.runId()),
            report.served(),
            new Span(report.startNs() - shiftNs, report.endNs() - shiftNs),
            account,
            report.passes(),
            report.ranks(),
            report.coverage(),
            report.callCoverage(),
            report.rows(),
            report.findings(),
            report.verdict(),
            totals);
    return HexFormat.of().formatHex(WindowReportCodec.encode(plain));
  }
}
