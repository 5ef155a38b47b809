package dev.ringside.ingest.worlds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.ingest.files.ReadFiles;
import dev.ringside.ingest.files.RecordingFiles;
import dev.ringside.ingest.kineto.TraceText;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldsTest {

  private static final Optional<ParallelLayout> UNKNOWN = Optional.empty();

  @TempDir Path folder;

  @Test
  void replicasThatTheirNamesTellApartAreNumberedByThem() throws Exception {
    trace("dp1_pp0_tp0_dcp0_ep0_rank0.1.json", 0, 2, 100);
    trace("dp1_pp0_tp1_dcp0_ep0_rank1.1.json", 1, 2, 101);
    trace("dp0_pp0_tp0_dcp0_ep0_rank0.1.json", 0, 2, 900_000_000);
    trace("dp0_pp0_tp1_dcp0_ep0_rank1.1.json", 1, 2, 900_000_001);

    TraceRecording recording = read(UNKNOWN);

    assertThat(recording.ranks()).containsExactly(0, 1, 2, 3);
    assertThat(recording.worldSize()).hasValue(4);
    assertThat(recording.source(2).getFileName().toString()).startsWith("dp1_pp0_tp0");
    CallSignature call = recording.traces().get(3).signatures().get(0);
    assertThat(call.communicator().ranks()).containsExactly(2, 3);
    assertThat(call.peer()).isEqualTo(2);
  }

  @Test
  void replicasThatRunAtOnceAreTaken() throws Exception {
    trace("a-rank0.json", 0, 2, 1_000);
    trace("b-rank0.json", 0, 2, 2_000);
    trace("a-rank1.json", 1, 2, 1_003);
    trace("b-rank1.json", 1, 2, 2_004);

    TraceRecording recording = read(UNKNOWN);

    assertThat(recording.traces().stream().map(WorldsTest::name))
        .containsExactly("a-rank0.json", "a-rank1.json", "b-rank0.json", "b-rank1.json");
  }

  @Test
  void ranksThatCannotBeToldApartAreNotGuessed() {
    trace("a-rank0.json", 0, 2, 1_000);
    trace("b-rank0.json", 0, 2, 1_002);
    trace("a-rank1.json", 1, 2, 1_001);
    trace("b-rank1.json", 1, 2, 1_003);

    assertThatThrownBy(() -> read(UNKNOWN))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("rank 0 twice");
  }

  /** Samples of several tests in one folder, recorded at the same moment. */
  @Test
  void foldersSideBySideAreNamedToChooseFrom() throws Exception {
    for (String one : List.of("exact", "published", "third", "fourth")) {
      Files.createDirectory(folder.resolve(one));
      trace(one + "/rank0.json", 0, 2, 1_000);
      trace(one + "/rank1.json", 1, 2, 1_001);
    }

    assertThatThrownBy(() -> read(UNKNOWN))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("look like recordings of their own; give one of them: ")
        .hasMessageEndingWith(
            "%s or %s or %s or another of 4"
                .formatted(
                    folder.resolve("exact"), folder.resolve("fourth"), folder.resolve("published")))
        .hasMessageNotContaining("\n");
  }

  @Test
  void recordingsOneAfterTheOtherAreToChooseFrom() {
    trace("rank0.1.json", 0, 2, 1_000_000);
    trace("rank1.1.json", 1, 2, 1_000_001);
    trace("rank0.2.json", 0, 2, 61_000_000);
    trace("rank1.2.json", 1, 2, 61_000_009);

    assertThatThrownBy(() -> read(Optional.of(new ParallelLayout(2, 1, 1))))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessage(
            "two recordings, 60 s apart: choose one: %s, %s; or %s, %s"
                .formatted(
                    folder.resolve("rank0.1.json"),
                    folder.resolve("rank1.1.json"),
                    folder.resolve("rank0.2.json"),
                    folder.resolve("rank1.2.json")));
  }

  @Test
  void oneAfterTheOtherTheyAreReplicasIfTheDeploymentHasAsMany() throws Exception {
    trace("rank0.1.json", 0, 2, 1_000_000);
    trace("rank1.1.json", 1, 2, 1_000_001);
    trace("rank0.2.json", 0, 2, 61_000_000);
    trace("rank1.2.json", 1, 2, 61_000_009);

    assertThat(read(Optional.of(new ParallelLayout(2, 1, 2))).ranks()).containsExactly(0, 1, 2, 3);
    assertThatThrownBy(() -> read(Optional.of(new ParallelLayout(2, 1, 3))))
        .hasMessageContaining("two recordings");
  }

  @Test
  void recordingsAreReadEachByItself() throws Exception {
    trace("rank0.1.json", 0, 2, 1_000_000);
    trace("rank1.1.json", 1, 2, 1_000_001);
    trace("rank0.2.json", 0, 2, 61_000_000);

    assertThat(each(Optional.of(new ParallelLayout(2, 1, 1))))
        .containsExactly("0 rank0.1.json, 1 rank1.1.json", "0 rank0.2.json");
  }

  /** Profiled twice, both replicas at once. */
  @Test
  void replicasOfTwoRecordingsAreNotFour() throws Exception {
    for (int session = 0; session < 2; session++) {
      int at = session * 60_000_000;
      trace("a%d-rank0.json".formatted(session), 0, 2, at + 1_000);
      trace("a%d-rank1.json".formatted(session), 1, 2, at + 1_001);
      trace("b%d-rank0.json".formatted(session), 0, 2, at + 2_000);
      trace("b%d-rank1.json".formatted(session), 1, 2, at + 2_001);
    }
    String first = "0 a0-rank0.json, 1 a0-rank1.json, 2 b0-rank0.json, 3 b0-rank1.json";

    String second = "0 a1-rank0.json, 1 a1-rank1.json, 2 b1-rank0.json, 3 b1-rank1.json";

    assertThat(each(Optional.of(new ParallelLayout(2, 1, 2)))).containsExactly(first, second);
    assertThat(each(UNKNOWN)).hasSize(2).contains(first);
    assertThatThrownBy(() -> read(Optional.of(new ParallelLayout(2, 1, 2))))
        .hasMessageContaining("two recordings, 60 s apart: choose one");
  }

  /** Replicas without requests at the same time do not overlap, in either recording. */
  @Test
  void replicasInTurnOfTwoRecordingsAreNotFour() throws Exception {
    for (int world = 0; world < 4; world++) {
      trace("w%d-rank0.json".formatted(world), 0, 2, world * 10_000_000);
      trace("w%d-rank1.json".formatted(world), 1, 2, world * 10_000_000 + 1);
    }

    assertThat(each(Optional.of(new ParallelLayout(2, 1, 2))))
        .containsExactly(
            "0 w0-rank0.json, 1 w0-rank1.json, 2 w1-rank0.json, 3 w1-rank1.json",
            "0 w2-rank0.json, 1 w2-rank1.json, 2 w3-rank0.json, 3 w3-rank1.json");
    assertThat(each(UNKNOWN)).hasSize(4);
  }

  @Test
  void namesTellReplicasOfTwoRecordings() throws Exception {
    for (int session = 0; session < 2; session++) {
      int at = session * 60_000_000;
      trace("dp1_pp0_tp0_dcp0_ep0_rank0.%d.json".formatted(session), 0, 1, at + 1_000);
      trace("dp0_pp0_tp0_dcp0_ep0_rank0.%d.json".formatted(session), 0, 1, at + 5_000_000);
    }

    assertThat(each(Optional.of(new ParallelLayout(1, 1, 2))))
        .containsExactly(
            "0 dp0_pp0_tp0_dcp0_ep0_rank0.0.json, 1 dp1_pp0_tp0_dcp0_ep0_rank0.0.json",
            "0 dp0_pp0_tp0_dcp0_ep0_rank0.1.json, 1 dp1_pp0_tp0_dcp0_ep0_rank0.1.json");
  }

  /** Experts bind replicas into one job, whose ranks are numbered through. */
  @Test
  void ranksOfOneJobKeepTheirNumbersInEachOfTwoRecordings() throws Exception {
    for (int session = 0; session < 2; session++) {
      int at = session * 60_000_000;
      trace("dp0_pp0_tp0_dcp0_ep0_rank0.%d.json".formatted(session), 0, 2, at + 1_000);
      trace("dp1_pp0_tp0_dcp0_ep1_rank0.%d.json".formatted(session), 1, 2, at + 1_001);
    }

    assertThat(each(Optional.of(new ParallelLayout(1, 1, 2))))
        .hasSize(2)
        .allSatisfy(ranks -> assertThat(ranks).startsWith("0 dp0_").contains(", 1 dp1_"));
  }

  @Test
  void oneReplicaOfSeveralHasItsPlaceByName() throws Exception {
    trace("dp1_pp0_tp0_dcp0_ep0_rank0.1.json", 0, 2, 100);
    trace("dp1_pp0_tp1_dcp0_ep0_rank1.1.json", 1, 2, 101);

    TraceRecording known = read(Optional.of(new ParallelLayout(2, 1, 2)));

    assertThat(known.ranks()).containsExactly(2, 3);
    assertThat(known.worldSize()).hasValue(4);
    assertThat(read(UNKNOWN).ranks()).containsExactly(0, 1);
  }

  @Test
  void mergedTracesGiveEachRank() throws Exception {
    new TraceText()
        .raw(kernel("[TP00-PP00] 7", 1))
        .raw(kernel("[TP01-PP00] 8", 2))
        .raw(kernel("[TP00-PP01] 0", 3))
        .raw(kernel("[TP01-PP01] 0", 4))
        .raw(kernel("[TP01-PP01] 0", 5))
        .writeTo(folder.resolve("merged.json"));

    TraceRecording recording = read(UNKNOWN);

    assertThat(recording.ranks()).containsExactly(0, 1, 2, 3);
    assertThat(recording.traces().stream().map(trace -> trace.calls().size()))
        .containsExactly(1, 1, 1, 2);
  }

  private static String kernel(String process, int ts) {
    return
"""
{"ph":"X","cat":"kernel","name":"ncclDevKernel_SendRecv(x)","pid":"%s","tid":1,"ts":%d,"dur":1}\
"""
        .formatted(process, ts);
  }

  private static String name(RankTrace trace) {
    return trace.source().getFileName().toString();
  }

  private void trace(String name, int rank, int world, long startUs) {
    TraceText.of(rank, world)
        .event("user_annotation", "gloo:send", String.valueOf(startUs), "500000", "")
        .event("user_annotation", "gloo:send", String.valueOf(startUs + 600_000), "1", "")
        .writeTo(folder.resolve(name));
  }

  /** {@code 0 FILE, 1 FILE} of each recording. */
  private List<String> each(Optional<ParallelLayout> layout) throws UnreadableTraceException {
    return RecordingFiles.recognise(List.of(folder), Optional.empty())
        .openEach(layout, ReadProgress.SILENT)
        .stream()
        .map(ReadFiles::recording)
        .map(
            recording ->
                recording.ranks().stream()
                    .map(rank -> rank + " " + recording.source(rank).getFileName())
                    .collect(Collectors.joining(", ")))
        .toList();
  }

  private TraceRecording read(Optional<ParallelLayout> layout) throws UnreadableTraceException {
    return RecordingFiles.recognise(List.of(folder), Optional.empty())
        .read(layout, ReadProgress.SILENT)
        .recording();
  }
}
