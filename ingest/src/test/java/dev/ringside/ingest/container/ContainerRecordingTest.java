package dev.ringside.ingest.container;

import static dev.ringside.ingest.container.ContainerText.MS;
import static dev.ringside.ingest.container.ContainerText.RECORDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.recording.ReadProgress;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerRecordingTest {

  @TempDir private Path folder;

  @Test
  void whatAllFilesComeTo() throws Exception {
    Path one = new ContainerText().unit(100).batch(0, 0, 5, 10).batch(2, 0, 6, 4).writeTo(at("a"));
    Path two = new ContainerText().batch(1, 0, 0, 3).writeTo(at("b"));

    ContainerRecording recording = open(one, two);

    assertThat(recording.ranks()).containsExactly(0, 1, 2);
    assertThat(recording.calls()).isEqualTo(17);
    assertThat(recording.firstStartNs()).isEqualTo(RECORDED);
    assertThat(recording.lastEndNs()).isEqualTo(RECORDED + 14 * MS + 300_000);
    assertThat(recording.unitNs()).isEqualTo(100);
    assertThat(recording.source(2)).isEqualTo(one);
    assertThat(recording.source(1)).isEqualTo(two);
    assertThat(recording.worldSize()).isEmpty();
  }

  @Test
  void whatTheBatchesSayOfReplicas() throws Exception {
    ContainerRecording recording =
        open(
            new ContainerText()
                .deployment("d", 2)
                .batch(1, 0, 0, 3)
                .batch(2, 0, 0, 3)
                .writeTo(at("a")));

    assertThat(recording.replicaOf(1)).hasValue(0);
    assertThat(recording.replicaOf(2)).hasValue(1);
    assertThat(open(new ContainerText().batch(2, 0, 0, 3).writeTo(at("b"))).replicaOf(2))
        .as("without a deployment there is nothing to be a replica of")
        .isEmpty();
  }

  @Test
  void theSameRankInTwoFiles() throws IOException {
    Path one = new ContainerText().batch(0, 0, 0, 3).batch(1, 0, 0, 3).writeTo(at("a"));
    Path two = new ContainerText().batch(1, 0, 0, 3).writeTo(at("b"));

    refuses("rank 1 twice: " + one + " and " + two + "; give one of them", one, two);
  }

  @Test
  void callsOfSeveralDeployments() throws IOException {
    refuses(
        "calls of 2 deployments (\"a\", \"b\"); expected one",
        new ContainerText()
            .deployment("a", 2)
            .batch(0, 0, 0, 3)
            .deployment("b", 2)
            .batch(1, 0, 0, 3)
            .writeTo(at("a")));
  }

  @Test
  void aRankOfTwoReplicas() throws IOException {
    refuses(
        "rank 2 is of replica 2 in one batch and of another before it",
        new ContainerText()
            .deployment("a", 2)
            .batch(2, 0, 0, 3)
            .deployment("a", 1)
            .batch(2, 1, 5, 3)
            .writeTo(at("a")));
  }

  @Test
  void noBatchAtAll() throws IOException {
    refuses("a.avro: a container without a batch", new ContainerText().writeTo(at("a")));
  }

  @Test
  void numbersThatExceedALong() throws IOException {
    refuses(
        "batch 9223372036854775807 of rank 0: its numbers exceed 63 bits",
        new ContainerText().batch(0, Long.MAX_VALUE, 0, 3).writeTo(at("a")));
    refuses(
        "its numbers exceed 63 bits",
        new ContainerText()
            .batch(0, Long.MAX_VALUE - 5, 0, 3)
            .run("agent-run-2")
            .batch(0, 5, 9, 3)
            .writeTo(at("a")));
  }

  @Test
  void timesThatNoRecordingSpans() throws IOException {
    CallColumns longAgo = new CallColumns();
    longAgo.add(0, -(1L << 61), 5, 0);
    CallColumns now = new CallColumns();
    now.add(0, RECORDED, 5, 1);

    refuses(
        "expected a recording of at most 36 years",
        new ContainerText().batch(0, 0, 0, longAgo).batch(0, 1, 1, now).writeTo(at("a")));
  }

  @Test
  void damageFarBehindIsFoundBeforeAnythingIsReplayed() throws IOException {
    ContainerText text = new ContainerText();
    for (int i = 0; i < 500; i++) {
      text.batch(0, i, i * 100, 100);
    }
    Path file = text.writeTo(at("a"));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 40] ^= 1;
    Files.write(file, bytes);
    refuses("a.avro: BAD_BLOCK at byte ", file);

    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    refuses("the file ends in the sync marker: 16 bytes expected, 6 are left", file);
  }

  @Test
  void aFileThatCannotBeRead() {
    refuses("nowhere.avro: cannot be read", at("nowhere"));
  }

  @Test
  void progressReachesTheEndOfTheLastFile() throws Exception {
    Path one = new ContainerText().batch(0, 0, 0, 3).writeTo(at("a"));
    Path two = new ContainerText().batch(1, 0, 0, 3).writeTo(at("b"));
    List<Long> heard = new ArrayList<>();

    ContainerRecording.open(List.of(one, two), (read, total) -> heard.add(total - read));

    assertThat(heard).containsExactly(Files.size(two), 0L);
  }

  @Test
  void interruptedItStops() throws Exception {
    Path file = new ContainerText().batch(0, 0, 0, 3).writeTo(at("a"));
    Thread.currentThread().interrupt();

    refuses("reading was interrupted", file);
    assertThat(Thread.interrupted()).isTrue();
  }

  private Path at(String name) {
    return folder.resolve(name + ".avro");
  }

  private static ContainerRecording open(Path... files) throws UnreadableTraceException {
    return ContainerRecording.open(List.of(files), ReadProgress.SILENT);
  }

  private static void refuses(String message, Path... files) {
    assertThatThrownBy(() -> open(files))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining(message);
  }
}
