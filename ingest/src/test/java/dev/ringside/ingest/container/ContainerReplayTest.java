package dev.ringside.ingest.container;

import static dev.ringside.ingest.container.ContainerText.MS;
import static dev.ringside.ingest.container.ContainerText.RECORDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.batch.CallBatch;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.deployment.ModelShape;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.publish.PublishException;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.replay.HeldBatches;
import dev.ringside.ingest.replay.Replay;
import dev.ringside.ingest.replay.ReplayOptions;
import dev.ringside.ingest.replay.ReplayOutcome;
import dev.ringside.ingest.replay.ReplaySpeed;
import dev.ringside.ingest.source.UnreadableTraceException;
import dev.ringside.schemas.topic.RecordKey;
import dev.ringside.testkit.time.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerReplayTest {

  private static final Instant NOW = Instant.parse("2026-11-23T20:00:00.000000789Z");
  private static final long NOW_NS = NOW.getEpochSecond() * 1_000_000_000L + NOW.getNano();

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(NOW);
  private final List<Duration> sleeps = new ArrayList<>();
  private final HeldBatches sink = new HeldBatches();

  @Test
  void everyBatchOnceInTheOrderOfTheFile() throws Exception {
    ReplayOutcome outcome =
        run(
            options(),
            new ContainerText()
                .batch(0, 0, 0, 50)
                .batch(1, 0, 3, 40)
                .batch(1, 1, 50, 10)
                .batch(0, 1, 51, 20));

    assertThat(sink.batches)
        .extracting(batch -> batch.header().rank(), batch -> batch.header().batchSequence())
        .containsExactly(tuple(0, 0), tuple(1, 0), tuple(1, 1), tuple(0, 1));
    assertThat(outcome.calls()).isEqualTo(120);
    assertThat(outcome.batches()).isEqualTo(4);
    assertThat(outcome.completed()).isTrue();
    assertThat(sink.of(1).stream().mapToLong(batch -> batch.calls().size()).sum()).isEqualTo(50);
    assertThat(sink.batches.stream().mapToLong(b -> b.header().contents().observed()).sum())
        .as("what the agents refused counts too")
        .isEqualTo(120 + 2 + 2);
  }

  private static Tuple tuple(int rank, long sequence) {
    return Tuple.tuple(rank, sequence);
  }

  @Test
  void theHeaderIsTheReplaysOwn() throws Exception {
    ContainerText recorded = new ContainerText().deployment("recorded", 2);
    for (int rank = 0; rank < 4; rank++) {
      recorded.batch(rank, 0, 0, 5);
    }
    run(options(deployment(2, 2), ReplaySpeed.MAX, false), recorded);

    BatchHeader header = sink.of(3).get(0).header();
    assertThat(header.deployment()).isEqualTo("d");
    assertThat(header.replica()).isOne();
    assertThat(header.agent()).isEqualTo("test");
    assertThat(header.runId()).isEqualTo("run-1");
    assertThat(header.host()).isEqualTo("host3");
    assertThat(header.clock()).isEqualTo("gpu, moved to now");
    assertThat(header.runRanks()).as("those of its replica").containsExactly(2, 3);
    assertThat(sink.keys).contains(new RecordKey("d", 0, 1), new RecordKey("d", 1, 2));
  }

  @Test
  void withoutADeploymentAllRanksAreOneNamelessReplica() throws Exception {
    run(
        options(),
        new ContainerText().deployment("recorded", 2).batch(0, 0, 0, 5).batch(3, 0, 0, 5));

    assertThat(sink.keys).containsExactly(new RecordKey("", 0, 0), new RecordKey("", 0, 3));
    assertThat(sink.of(0).get(0).header().runRanks()).containsExactly(0, 3);
  }

  @Test
  void onlyTheLastBatchOfARankEndsItsStream() throws Exception {
    run(
        options(),
        new ContainerText()
            .ending(true)
            .batch(0, 0, 0, 5)
            .batch(1, 0, 0, 5)
            .ending(false)
            .batch(0, 1, 5, 5));

    assertThat(ends(0)).containsExactly(false, true);
    assertThat(ends(1)).containsExactly(true);
  }

  @Test
  void gapsInTheNumbersAreKept() throws Exception {
    run(options(), new ContainerText().batch(0, 0, 0, 5).batch(0, 3, 5, 5).batch(0, 4, 10, 5));

    assertThat(sequences(0)).containsExactly(0L, 3L, 4L);
  }

  @Test
  void aRestartedAgentGoesOnBehindAGap() throws Exception {
    run(
        options(),
        new ContainerText()
            .batch(0, 0, 0, 5)
            .batch(0, 1, 5, 5)
            .run("agent-run-2")
            .batch(0, 0, 20, 5)
            .batch(0, 1, 25, 5)
            .run("agent-run-3")
            .batch(0, 0, 40, 5));

    assertThat(sequences(0)).containsExactly(0L, 1L, 3L, 4L, 6L);
    assertThat(ends(0)).containsExactly(false, false, false, false, true);
    assertThat(sink.batches).allMatch(batch -> batch.header().runId().equals("run-1"));
  }

  @Test
  void whatComesTwiceStaysADuplicateAndTheStreamStillEnds() throws Exception {
    ReplayOutcome outcome =
        run(options(), new ContainerText().batch(0, 0, 0, 5).batch(0, 1, 5, 5).batch(0, 0, 0, 5));

    assertThat(sequences(0)).containsExactly(0L, 1L, 0L, 2L);
    assertThat(ends(0)).containsExactly(false, false, false, true);
    assertThat(sink.of(0).get(3).calls().size()).isZero();
    assertThat(sink.of(0).get(3).header().rejected()).isEmpty();
    assertThat(outcome.calls()).isEqualTo(15);
  }

  @Test
  void aDeadRankEndsWhereItDied() throws Exception {
    run(options(), new ContainerText().batch(0, 0, 0, 5).batch(1, 0, 0, 5).batch(1, 1, 500, 5));

    assertThat(sink.batches.get(0).header().endOfStream()).isTrue();
  }

  @Test
  void atFullSpeedItEndsNowAndAllRanksMoveAlike() throws Exception {
    run(options(), new ContainerText().batch(0, 0, 0, 50).batch(1, 0, 20, 50));

    assertThat(lastEnd()).isEqualTo(NOW_NS);
    assertThat(sink.of(1).get(0).calls().startNs(0) - sink.of(0).get(0).calls().startNs(0))
        .isEqualTo(20 * MS);
    assertThat(sleeps).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 1000})
  void movingRoundsNothingAnew(int unitNs) throws Exception {
    Random random = new Random(unitNs);
    CallColumns noisy = new CallColumns();
    for (int i = 0; i < 1000; i++) {
      noisy.add(0, RECORDED + i * MS + random.nextInt(900_000), random.nextInt(90_000), i);
    }
    ContainerText recorded = new ContainerText().unit(unitNs).batch(0, 0, 0, noisy);
    run(options(Optional.empty(), ReplaySpeed.MAX, true), recorded);
    run(options(), recorded);

    CallColumns kept = sink.batches.get(0).calls();
    CallColumns moved = sink.batches.get(1).calls();
    long shift = moved.startNs(0) - kept.startNs(0);
    assertThat(shift % unitNs).isZero();
    assertThat(NOW_NS - lastEnd()).isBetween(0L, (long) unitNs - 1);
    for (int row = 0; row < noisy.size(); row++) {
      assertThat(moved.startNs(row) - shift).isEqualTo(kept.startNs(row));
      assertThat(moved.durationNs(row)).isEqualTo(kept.durationNs(row));
    }
    assertThat(sink.batches.get(1).header().startUnitNs()).isEqualTo(unitNs);
    assertThat(sink.batches.get(0).header().clock()).isEqualTo("gpu");
  }

  @Test
  void pacedItStartsNowAndIsPublishedAsItHappens() throws Exception {
    run(
        options(Optional.empty(), ReplaySpeed.parse("10x"), false),
        new ContainerText().batch(0, 0, 0, 101).batch(0, 1, 200, 101));

    assertThat(sink.batches.get(0).calls().startNs(0)).isEqualTo(NOW_NS);
    assertThat(sleeps).containsExactly(Duration.ofMillis(10), Duration.ofMillis(20));
  }

  /** An agent that had nothing to say may have said so at any time. */
  @Test
  void aBatchWithoutCallsStaysWithinTheRecording() throws Exception {
    run(
        options(),
        new ContainerText()
            .batch(0, 0, -1_000_000_000, 0)
            .batch(0, 1, 0, 50)
            .batch(0, 2, 1_000_000_000, 0));

    assertThat(sink.batches.get(0).header().firstStartNs()).isEqualTo(NOW_NS - 49 * MS - 300_000);
    assertThat(sink.batches.get(2).header().lastEndNs()).isEqualTo(NOW_NS);
  }

  @Test
  void withoutAnyCallItHappensNow() throws Exception {
    run(options(), new ContainerText().batch(0, 0, 0, 0));

    assertThat(sink.batches.get(0).header().lastEndNs()).isEqualTo(NOW_NS);
    assertThat(ends(0)).containsExactly(true);
  }

  @Test
  void severalContainersAreInterleavedByTime() throws Exception {
    Path even = new ContainerText().batch(0, 0, 0, 9).batch(0, 1, 20, 9).writeTo(file("even"));
    Path odd = new ContainerText().batch(1, 0, 10, 9).batch(1, 1, 30, 9).writeTo(file("odd"));
    replay(options(), sink, even, odd);

    assertThat(sink.batches).extracting(b -> b.header().rank()).containsExactly(0, 1, 0, 1);
    assertThat(sink.batches.get(0).header().runRanks()).containsExactly(0, 1);
  }

  /** What is far behind in the file is not read before its turn. */
  @Test
  void itIsReadAsItIsReplayed() throws Exception {
    ContainerText recorded = new ContainerText();
    for (int i = 0; i < 200; i++) {
      recorded.batch(0, i, i * 1000, noise(i));
    }
    Path file = recorded.writeTo(file("large"));
    HeldBatches cutting =
        new HeldBatches() {
          @Override
          public void send(RecordKey key, byte[] value)
              throws PublishException, InterruptedException {
            super.send(key, value);
            if (batches.size() == 1) {
              halve(file);
            }
          }
        };

    assertThatThrownBy(() -> replay(options(), cutting, file))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("large.avro: TRUNCATED at byte");
    assertThat(cutting.batches).hasSizeBetween(50, 150);
  }

  private static CallColumns noise(int batch) {
    Random random = new Random(batch);
    CallColumns columns = new CallColumns();
    for (int i = 0; i < 1000; i++) {
      columns.add(0, RECORDED + (batch * 1000L + i) * MS + random.nextInt(900_000), 9, i);
    }
    return columns;
  }

  private static void halve(Path file) {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(Files.size(file) / 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anotherFileInItsPlaceIsNoticed() throws Exception {
    Path file = new ContainerText().batch(0, 0, 0, 9).writeTo(file("calls"));
    ContainerRecording recording = ContainerRecording.open(List.of(file), ReadProgress.SILENT);
    new ContainerText().batch(5, 0, 0, 9).writeTo(file);

    assertThatThrownBy(() -> replay(recording, options(), sink))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("calls.avro: has changed since it was read first");
  }

  @Test
  void progressReachesAllCalls() throws Exception {
    Path file = new ContainerText().batch(0, 0, 0, 9).batch(0, 1, 10, 9).writeTo(file("calls"));
    List<Long> published = new ArrayList<>();
    new Replay(
            ContainerRecording.open(List.of(file), ReadProgress.SILENT),
            options(),
            clock,
            this::sleep)
        .run(sink, (calls, total) -> published.add(calls * 100 / total));

    assertThat(published).containsExactly(50L, 100L);
  }

  private Path file(String name) {
    return folder.resolve(name + ".avro");
  }

  private ReplayOutcome run(ReplayOptions options, ContainerText recorded) throws Exception {
    return replay(options, sink, recorded.writeTo(file("calls")));
  }

  private ReplayOutcome replay(ReplayOptions options, HeldBatches to, Path... files)
      throws Exception {
    return replay(ContainerRecording.open(List.of(files), ReadProgress.SILENT), options, to);
  }

  private ReplayOutcome replay(ContainerRecording recording, ReplayOptions options, HeldBatches to)
      throws Exception {
    return new Replay(recording, options, clock, this::sleep).run(to, Replay.Progress.SILENT);
  }

  private void sleep(Duration duration) {
    sleeps.add(duration);
    clock.advance(duration);
  }

  private List<Long> sequences(int rank) {
    return sink.of(rank).stream().map(batch -> batch.header().batchSequence()).toList();
  }

  private List<Boolean> ends(int rank) {
    return sink.of(rank).stream().map(batch -> batch.header().endOfStream()).toList();
  }

  private long lastEnd() {
    CallBatch last = sink.batches.get(sink.batches.size() - 1);
    return last.header().lastEndNs();
  }

  private static ReplayOptions options() {
    return options(Optional.empty(), ReplaySpeed.MAX, false);
  }

  private static ReplayOptions options(
      Optional<Deployment> deployment, ReplaySpeed speed, boolean originalTime) {
    return new ReplayOptions(deployment, speed, originalTime, "run-1", "test");
  }

  private static Optional<Deployment> deployment(int tensor, int data) {
    return Optional.of(
        new Deployment(
            "d",
            new ModelShape("m", 2, 512, 32000, 2),
            Engine.VLLM,
            new ParallelLayout(tensor, 1, data),
            DataType.BFLOAT16,
            OptionalInt.empty(),
            "unknown"));
  }
}
