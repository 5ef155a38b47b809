package dev.ringside.ingest.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.ingest.kineto.KinetoReader;
import dev.ringside.ingest.kineto.TraceText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

  @TempDir Path folder;

  @Test
  void readsTracesOfAFolderByRankAndListsTheRest() throws Exception {
    trace(1, 2).writeTo(folder.resolve("a.json"));
    trace(0, 2).writeTo(folder.resolve("b.json.gz"));
    Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": 512}");
    Files.writeString(folder.resolve("deployment.yaml"), "name: x");
    Files.createDirectory(folder.resolve("older.json"));

    Recording recording = open(folder);

    assertThat(recording.ranks()).containsExactly(0, 1);
    assertThat(recording.worldSize()).hasValue(2);
    assertThat(recording.calls()).isEqualTo(2);
    assertThat(recording.observed()).isEqualTo(2);
    assertThat(recording.ignored())
        .containsExactly(
            new Recording.IgnoredFile(folder.resolve("config.json"), "no JSON with traceEvents"),
            new Recording.IgnoredFile(folder.resolve("deployment.yaml"), "not named like a trace"),
            new Recording.IgnoredFile(folder.resolve("older.json"), "no regular file"));
  }

  @Test
  void spansFromFirstStartToLastEnd() throws Exception {
    TraceText.of(0, 2)
        .allReduce("10", "100", 8)
        .allReduce("20", "1", 8)
        .writeTo(file("rank0.json"));
    TraceText.of(1, 2).allReduce("5", "1", 8).writeTo(file("rank1.json"));
    Recording recording = open(folder);

    assertThat(recording.lastEndNs() - recording.firstStartNs()).isEqualTo(105_000);
  }

  @Test
  void sameRankTwiceNamesBoth() {
    Path one = trace(0, 2).writeTo(file("one.json"));
    Path two = trace(0, 2).writeTo(file("two.json"));

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessage("rank 0 twice: %s and %s; give one of them".formatted(one, two));
  }

  @Test
  void filesOfDifferentJobsAreRefused() {
    trace(0, 2).writeTo(file("rank0.json"));
    trace(1, 4).writeTo(file("rank1.json"));

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("rank0.json says world size 2")
        .hasMessageContaining("rank1.json says 4");
  }

  @Test
  void missingPathIsNamed() {
    assertThatThrownBy(() -> open(folder.resolve("gone")))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessage(folder.resolve("gone") + ": no such file or folder");
  }

  @Test
  void folderWithoutTraceIsNamed() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "nothing");

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessage(folder + ": no trace found (looked for JSON with traceEvents; 1 file ignored)");
  }

  @Test
  void everyTruncationOfAPackedTraceIsNoticed() throws Exception {
    Path whole = trace(0, 2).writeTo(file("whole.json.gz"));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = file("rank0.json.gz");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> open(cut))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(UnreadableTraceException.class)
          .hasMessageStartingWith(cut + ": ");
    }
  }

  @Test
  void everyTruncationOfPlainTextIsNoticed() throws Exception {
    Path whole = trace(0, 2).writeTo(file("whole.json"));
    String text = Files.readString(whole).strip();
    Path cut = file("rank0.json");
    for (int length = 0; length < text.length(); length++) {
      Files.writeString(cut, text.substring(0, length));
      assertThatThrownBy(() -> open(cut))
          .as("%d of %d characters", length, text.length())
          .isInstanceOf(UnreadableTraceException.class)
          .hasMessageStartingWith(cut + ": breaks off after ");
    }
  }

  @Test
  void oneBrokenFileStopsTheWholeRecording() throws Exception {
    trace(0, 2).writeTo(file("rank0.json"));
    Files.write(file("rank1.json"), "{\"traceEvents\": [{]".getBytes(UTF_8));

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining("rank1.json: breaks off after");
  }

  @Test
  void progressGrowsToTheWhole() throws Exception {
    Path one = trace(0, 2).writeTo(file("rank0.json"));
    Path two = trace(1, 2).writeTo(file("rank1.json.gz"));
    List<Long> read = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    Recording.open(
        List.of(new KinetoReader()),
        List.of(one, two),
        (bytes, total) -> {
          read.add(bytes);
          totals.add(total);
        });

    long size = Files.size(one) + Files.size(two);
    assertThat(read).isSorted().last().isEqualTo(size);
    assertThat(totals).containsOnly(size);
  }

  private static TraceText trace(int rank, int world) {
    return TraceText.of(rank, world).allReduce("1.5", "1", 8);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static Recording open(Path... paths) throws UnreadableTraceException {
    return Recording.open(List.of(new KinetoReader()), List.of(paths), ReadProgress.SILENT);
  }
}
