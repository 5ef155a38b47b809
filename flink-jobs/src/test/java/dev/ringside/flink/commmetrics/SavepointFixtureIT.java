package dev.ringside.flink.commmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.report.Verdict;
import dev.ringside.core.report.WindowReport;
import dev.ringside.core.report.WindowReport.Scope;
import dev.ringside.flink.time.TimeSettings;
import dev.ringside.testkit.golden.GoldenFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A savepoint that an earlier build took of the whole job is restored, on every state backend; the
 * rest of the records then gives, bit for bit, the reports of a job that was never stopped.
 *
 * <p>{@code mvn -pl flink-jobs test -Dtest=SavepointFixtureIT -Dringside.golden=regenerate} takes
 * the savepoint of the newest release again. After a release its file never changes: the next one
 * is added to {@link #RELEASES}.
 */
class SavepointFixtureIT {

  /** Whose savepoints are kept, oldest first; all are restored. */
  private static final List<String> RELEASES = List.of("0.1.0");

  private static final int MOST_BYTES = 200_000;
  private static final GoldenFiles FILES = new GoldenFiles(Path.of("src/test/resources/savepoint"));

  /** The batches that wait have a timer of processing time, which passes while a file lies. */
  private static final TimeSettings TIME =
      TimeSettings.DEFAULT.withDeploymentWait(Duration.ofDays(365 * 100));

  private static final SavepointTraffic TRAFFIC = new SavepointTraffic();

  private static Reported undisturbed;

  @TempDir private Path folder;

  /** What compares: each window's last report, and that of each run, by deployment. */
  private record Reported(Map<String, Map<Long, String>> windows, Map<String, WindowReport> runs) {

    static Reported by(JobUnderTest job) {
      Map<String, Map<Long, String>> windows = new TreeMap<>();
      Map<String, WindowReport> runs = new TreeMap<>();
      for (String name :
          List.of(SavepointTraffic.DECLARED, SavepointTraffic.WAITING, SavepointTraffic.LIVE)) {
        windows.put(name, FaultsIT.lastOfEachWindow(job.windowsOf(name), 0));
        job.reportsOf(name).stream()
            .filter(report -> report.scope() == Scope.RUN)
            .forEach(report -> runs.put(name, report));
      }
      return new Reported(windows, runs);
    }

    String run(String deployment) {
      return FaultsIT.contentOf(runs.get(deployment), 0);
    }
  }

  @BeforeAll
  static void playUndisturbed() throws Exception {
    try (JobUnderTest job = JobUnderTest.prepare(Backend.HASHMAP, TIME)) {
      job.startFrom(Optional.empty());
      publishBefore(job);
      awaitTheCut(job);
      undisturbed = finish(job);
    }
  }

  static Stream<Arguments> releasesAndBackends() {
    return RELEASES.stream()
        .flatMap(
            release -> Stream.of(Backend.values()).map(backend -> Arguments.of(release, backend)));
  }

  @ParameterizedTest
  @MethodSource("releasesAndBackends")
  void aSavepointOfAReleaseIsRestoredAndGoneOnWith(String release, Backend backend)
      throws Exception {
    byte[] savepoint = savepointOf(release);
    try (JobUnderTest job = JobUnderTest.prepare(backend, TIME)) {
      publishBefore(job);
      job.startFrom(Optional.of(SavepointFiles.unzipped(savepoint, folder)));
      Reported restored = finish(job);

      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
      assertSame(restored);
    }
  }

  private static void assertSame(Reported restored) {
    for (String declared : List.of(SavepointTraffic.DECLARED, SavepointTraffic.WAITING)) {
      assertThat(restored.runs().get(declared).account().balances()).isTrue();
      assertThat(restored.run(declared)).as(declared).isEqualTo(undisturbed.run(declared));
    }
    undisturbed
        .windows()
        .forEach(
            (deployment, windows) -> {
              Map<Long, String> again = restored.windows().get(deployment);
              assertThat(windows).as(deployment).containsAllEntriesOf(again);
              assertThat(again).as(deployment).containsKey(TRAFFIC.windowOfCutNs());
            });
  }

  /** What the comparison rests on: the traffic has all that it says it has. */
  @Test
  void theUndisturbedJobSeesAllOfTheTraffic() {
    WindowReport declared = undisturbed.runs().get(SavepointTraffic.DECLARED);

    assertThat(declared.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(declared.account().duplicate()).isPositive();
    assertThat(declared.account().deadLetteredRecords()).isOne();
    assertThat(undisturbed.runs().get(SavepointTraffic.WAITING).verdict()).isEqualTo(Verdict.MATCH);
    assertThat(undisturbed.windows().get(SavepointTraffic.LIVE)).hasSizeGreaterThan(3);
  }

  @Test
  void theFilesAreSmall() throws Exception {
    for (String release : RELEASES) {
      assertThat(savepointOf(release)).as(release).hasSizeLessThan(MOST_BYTES);
    }
  }

  private static byte[] savepointOf(String release) throws Exception {
    String file = "ringside-comm-metrics-%s.zip".formatted(release);
    boolean newest = release.equals(RELEASES.get(RELEASES.size() - 1));
    return newest ? FILES.stored(file, SavepointFixtureIT::take) : FILES.stored(file);
  }

  private static byte[] take() throws Exception {
    try (JobUnderTest job = JobUnderTest.prepare(Backend.HASHMAP, TIME)) {
      job.startFrom(Optional.empty());
      publishBefore(job);
      awaitTheCut(job);
      return SavepointFiles.zipped(job.stopWithSavepoint());
    }
  }

  private static void publishBefore(JobUnderTest job) throws Exception {
    job.deploy(SlicedReplica.deployment(SavepointTraffic.DECLARED));
    job.deploy(SlicedReplica.deployment(SavepointTraffic.LIVE));
    job.publish(TRAFFIC.before(), TRAFFIC.timesBefore());
  }

  /** The window before that of the cut is reported, so that nearly all has been read. */
  private static void awaitTheCut(JobUnderTest job) throws Exception {
    long windowNs = TRAFFIC.windowOfCutNs() - 10 * SlicedReplica.SECOND_NS;
    for (String deployment : List.of(SavepointTraffic.DECLARED, SavepointTraffic.LIVE)) {
      job.awaitReport(
          report -> report.deployment().equals(deployment) && report.startNs() == windowNs);
    }
    job.awaitCheckpoint();
  }

  private static Reported finish(JobUnderTest job) throws Exception {
    job.deploy(SlicedReplica.deployment(SavepointTraffic.WAITING));
    job.publish(TRAFFIC.after(), TRAFFIC.timesAfter());
    job.awaitRun(SavepointTraffic.DECLARED, RecordedReplay.RUN);
    job.awaitRun(SavepointTraffic.WAITING, RecordedReplay.RUN);
    return Reported.by(job);
  }
}
