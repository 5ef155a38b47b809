package dev.ringside.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.batch.SignatureTable;
import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.RankInfo;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.testkit.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReplayTest {

  private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");
  private static final long NOW_NS = NOW.getEpochSecond() * 1_000_000_000L;
  private static final long MS = 1_000_000L;
  private static final long RECORDED = 1_700_000_000_000_000_000L;

  private static final CallSignature ALL_REDUCE =
      new CallSignature(
          new Communicator("0", 2, List.of(0, 1)),
          Collective.ALL_REDUCE,
          DataType.BFLOAT16,
          512,
          Transport.GLOO,
          TimingQuality.CPU_US,
          CallSignature.NO_PEER,
          0);

  private final ManualClock clock = new ManualClock(NOW);
  private final List<Duration> sleeps = new ArrayList<>();
  private final HeldBatches sink = new HeldBatches();

  @Test
  void everyCallOnceInOrderAndNumbered() throws Exception {
    TraceRecording recording = recording(every(0, 100, 30), every(1, 70, 45));

    ReplayOutcome outcome = run(recording, options());

    for (int rank = 0; rank < 2; rank++) {
      List<CallBatch> batches = sink.of(rank);
      List<Long> sequences = new ArrayList<>();
      for (int i = 0; i < batches.size(); i++) {
        assertThat(batches.get(i).header().batchSequence()).isEqualTo(i);
        for (int row = 0; row < batches.get(i).calls().size(); row++) {
          sequences.add(batches.get(i).calls().sequence(row));
        }
      }
      assertThat(sequences).hasSize(recording.traces().get(rank).calls().size()).isSorted();
    }
    assertThat(outcome.completed()).isTrue();
    assertThat(outcome.calls()).isEqualTo(75);
    assertThat(outcome.batches()).isEqualTo(sink.batches.size());
    assertThat(sink.acknowledged()).isEqualTo(sink.batches.size());
  }

  @Test
  void batchesStayWithinHalfASecondAndInTimeOrder() throws Exception {
    run(recording(every(0, 100, 40), every(1, 130, 40)), options());
    long published = Long.MIN_VALUE;
    for (CallBatch batch : sink.batches) {
      CallColumns calls = batch.calls();
      assertThat(calls.startNs(calls.size() - 1) - calls.startNs(0)).isLessThan(500 * MS);
      assertThat(calls.startNs(0)).as("order of batches").isGreaterThanOrEqualTo(published);
      published = calls.startNs(0);
    }
    assertThat(sink.batches).hasSizeGreaterThan(15);
  }

  @Test
  void batchesHoldAtMostTenThousandCalls() throws Exception {
    CallColumns many = new CallColumns();
    for (int i = 0; i < 25_000; i++) {
      many.add(0, RECORDED + i, 1, i);
    }
    run(recording(many), options());

    assertThat(sink.batches.stream().map(batch -> batch.calls().size()))
        .containsExactly(10_000, 10_000, 5_000);
  }

  @Test
  void onlyTheLastBatchOfARankEndsItsStream() throws Exception {
    run(recording(every(0, 100, 30), every(1, 100, 12)), options());

    for (int rank = 0; rank < 2; rank++) {
      List<Boolean> ends =
          sink.of(rank).stream().map(batch -> batch.header().endOfStream()).toList();
      assertThat(ends.subList(0, ends.size() - 1)).containsOnly(false);
      assertThat(ends.get(ends.size() - 1)).isTrue();
    }
  }

  @Test
  void headerNamesRunRanksAndDeployment() throws Exception {
    TraceRecording recording = recording(every(0, 10, 3), every(2, 10, 3), every(3, 10, 3));

    run(recording, options(deployment(2, 1, 2), ReplaySpeed.MAX, false));

    BatchHeader header = sink.of(3).get(0).header();
    assertThat(header.deployment()).isEqualTo("d");
    assertThat(header.replica()).isOne();
    assertThat(header.runId()).isEqualTo("run-1");
    assertThat(header.agent()).isEqualTo("test");
    assertThat(header.host()).isEqualTo("host3");
    assertThat(header.runRanks()).as("those of its replica").containsExactly(2, 3);
    assertThat(sink.keys).contains(new RecordKey("d", 1, 3), new RecordKey("d", 0, 0));
  }

  @Test
  void withoutDeploymentAllRanksAreOneNamelessReplica() throws Exception {
    run(recording(every(0, 10, 3), every(3, 10, 3)), options());

    assertThat(sink.keys)
        .containsExactlyInAnyOrder(new RecordKey("", 0, 0), new RecordKey("", 0, 3));
  }

  @Test
  void rankWithoutCallsEndsItsStreamAndBringsItsRejected() throws Exception {
    TraceRecording recording = recording(every(0, 10, 3), new CallColumns());

    run(recording, options());

    assertThat(sink.of(1)).hasSize(1);
    BatchHeader header = sink.of(1).get(0).header();
    assertThat(header.endOfStream()).isTrue();
    assertThat(header.calls()).isZero();
    assertThat(header.rejected()).isEqualTo(Map.of("dur_negative", 2L));
    assertThat(header.lastEndNs()).isEqualTo(NOW_NS);
  }

  @Test
  void rejectedCountsTravelOnce() throws Exception {
    run(recording(every(0, 400, 30)), options());

    assertThat(sink.batches).hasSizeGreaterThan(5);
    assertThat(sink.batches.stream().mapToLong(batch -> batch.header().contents().observed()).sum())
        .isEqualTo(30 + 2);
  }

  @Test
  void atFullSpeedTheRecordingEndsNow() throws Exception {
    run(recording(every(0, 100, 30)), options());

    assertThat(lastEnd()).isEqualTo(NOW_NS);
    assertThat(sleeps).isEmpty();
  }

  @Test
  void pacedItStartsNowAndIsPublishedAsItHappens() throws Exception {
    run(recording(every(0, 100, 30)), options(Optional.empty(), ReplaySpeed.parse("10x"), false));

    assertThat(sink.batches.get(0).calls().startNs(0)).isEqualTo(NOW_NS);
    assertThat(Duration.between(NOW, clock.instant())).isEqualTo(Duration.ofMillis(290));
    assertThat(sleeps).first().isEqualTo(Duration.ofMillis(40));
    assertThat(sleeps.subList(1, sleeps.size())).containsOnly(Duration.ofMillis(50));
  }

  @Test
  void originalTimeIsKept() throws Exception {
    run(recording(every(0, 100, 30)), options(Optional.empty(), ReplaySpeed.MAX, true));

    assertThat(sink.batches.get(0).calls().startNs(0)).isEqualTo(RECORDED);
  }

  @Test
  void interruptionStopsBetweenBatchesAndSaysHowFarItCame() throws Exception {
    HeldBatches impatient =
        new HeldBatches() {
          @Override
          public void send(RecordKey key, byte[] value)
              throws PublishException, InterruptedException {
            super.send(key, value);
            if (batches.size() == 3) {
              Thread.currentThread().interrupt();
            }
          }
        };

    ReplayOutcome outcome =
        new Replay(recording(every(0, 100, 90)), options(), clock, this::sleep)
            .run(impatient, Replay.Progress.SILENT);

    assertThat(Thread.interrupted()).as("interrupt flag is handed on").isTrue();
    assertThat(outcome.completed()).isFalse();
    assertThat(outcome.batches()).isEqualTo(3);
    assertThat(outcome.calls()).isEqualTo(15);
    assertThat(impatient.batches).noneMatch(batch -> batch.header().endOfStream());
  }

  @Test
  void failureToDeliverIsPassedOn() {
    HeldBatches broken =
        new HeldBatches() {
          @Override
          public void send(RecordKey key, byte[] value) throws PublishException {
            throw new PublishException("no broker");
          }
        };

    assertThatThrownBy(
            () ->
                new Replay(recording(every(0, 100, 90)), options(), clock, this::sleep)
                    .run(broken, Replay.Progress.SILENT))
        .isInstanceOf(PublishException.class)
        .hasMessage("no broker");
  }

  @Test
  void progressReachesAllCalls() throws Exception {
    List<Long> published = new ArrayList<>();
    new Replay(recording(every(0, 100, 30)), options(), clock, this::sleep)
        .run(sink, (calls, total) -> published.add(calls));

    assertThat(published).isSorted().last().isEqualTo(30L);
  }

  private ReplayOutcome run(TraceRecording recording, ReplayOptions options) throws Exception {
    return new Replay(recording, options, clock, this::sleep).run(sink, Replay.Progress.SILENT);
  }

  private void sleep(Duration duration) {
    sleeps.add(duration);
    clock.advance(duration);
  }

  private long lastEnd() {
    return sink.batches.stream().mapToLong(batch -> batch.header().lastEndNs()).max().orElseThrow();
  }

  private static ReplayOptions options() {
    return options(Optional.empty(), ReplaySpeed.MAX, false);
  }

  private static ReplayOptions options(
      Optional<Deployment> deployment, ReplaySpeed speed, boolean originalTime) {
    return new ReplayOptions(deployment, speed, originalTime, "run-1", "test");
  }

  private static Optional<Deployment> deployment(int tensor, int pipeline, int data) {
    return Optional.of(
        new Deployment(
            "d",
            new ModelShape("m", 2, 512, 32000, 2),
            Engine.VLLM,
            new ParallelLayout(tensor, pipeline, data),
            DataType.BFLOAT16,
            OptionalInt.empty(),
            "unknown"));
  }

  private record Rank(int rank, CallColumns calls) {}

  private static Rank every(int rank, int milliseconds, int calls) {
    CallColumns columns = new CallColumns();
    for (int i = 0; i < calls; i++) {
      columns.add(0, RECORDED + i * milliseconds * MS, 3 * MS, i);
    }
    return new Rank(rank, columns);
  }

  private static TraceRecording recording(Object... ranks) {
    List<RankTrace> traces = new ArrayList<>();
    for (Object rank : ranks) {
      traces.add(
          rank instanceof Rank known
              ? trace(known.rank, known.calls)
              : trace(traces.size(), (CallColumns) rank));
    }
    return new TraceRecording(traces);
  }

  private static RankTrace trace(int rank, CallColumns calls) {
    SignatureTable signatures = new SignatureTable();
    signatures.idOf(ALL_REDUCE);
    SortedMap<String, Long> rejected = new TreeMap<>(Map.of("dur_negative", 2L));
    return new RankTrace(
        Path.of("rank" + rank + ".json"),
        new RankInfo(rank, OptionalInt.empty(), "host" + rank),
        signatures,
        calls,
        rejected,
        List.of());
  }
}
