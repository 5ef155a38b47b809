package dev.ringside.ingest.files;

import static dev.ringside.ingest.recording.ReadProgress.SILENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.ingest.kineto.TraceText;
import dev.ringside.ingest.recording.RankTrace;
import dev.ringside.ingest.recording.TraceRecording;
import dev.ringside.ingest.source.Head;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFilesTest {

  private static final Optional<Path> NONE = Optional.empty();

  @TempDir Path folder;

  @Test
  void readsTracesOfAFolderByRankAndListsTheRest() throws Exception {
    trace(1, 2).writeTo(folder.resolve("a.json"));
    trace(0, 2).writeTo(folder.resolve("b.json.gz"));
    Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": 512}");
    Files.writeString(folder.resolve("deployment.yaml"), "name: x");
    Files.createDirectory(folder.resolve("older.json"));

    ReadFiles<TraceRecording> read = RecordingFiles.recognise(List.of(folder), NONE).read(SILENT);

    TraceRecording recording = read.recording();
    assertThat(recording.ranks()).containsExactly(0, 1);
    assertThat(recording.worldSize()).hasValue(2);
    assertThat(recording.calls()).isEqualTo(2);
    assertThat(recording.traces().stream().mapToLong(RankTrace::observed).sum()).isEqualTo(2);
    assertThat(read.ignored())
        .containsExactly(
            new IgnoredFile(folder.resolve("config.json"), IgnoredFile.NO_RECORDING),
            new IgnoredFile(folder.resolve("deployment.yaml"), IgnoredFile.NO_RECORDING));
  }

  @Test
  void foldersAreSearchedToTheirDepths() throws Exception {
    trace(0, 2).writeTo(file("rank0.json"));
    Path deep = Files.createDirectories(file("node-b").resolve("traces"));
    trace(1, 2).writeTo(deep.resolve("rank1.json.gz"));
    Files.createSymbolicLink(deep.resolve("circle"), folder);

    ReadFiles<TraceRecording> read = RecordingFiles.recognise(List.of(folder), NONE).read(SILENT);

    assertThat(read.recording().ranks()).containsExactly(0, 1);
    assertThat(read.ignored())
        .containsExactly(new IgnoredFile(deep.resolve("circle"), "not a regular file"));
  }

  @Test
  void aFrontEndsTraceIsLeftAside() throws Exception {
    trace(0, 1).writeTo(file("rank0.json"));
    Path frontEnd =
        new TraceText()
            .event("python_function", "asyncio/events.py(80): _run", "1", "1", "")
            .writeTo(file("node-a_4242.async_llm.json"));

    assertThat(RecordingFiles.recognise(List.of(folder), NONE).read(SILENT).ignored())
        .containsExactly(
            new IgnoredFile(
                frontEnd, "a trace without a rank and without communication: a front end's?"));
  }

  @Test
  void perfettosOwnFormatIsCalledByItsName() throws Exception {
    Path file = Files.write(file("rank0.pftrace"), new byte[] {0x0a, 2, 8, 1});

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageContaining(file + " (Perfetto protobuf, not JSON; ");
  }

  @Test
  void theDeploymentsOwnFileIsNotWorthAWord() throws Exception {
    trace(0, 1).writeTo(file("rank0.json"));
    Path deployment = Files.writeString(file("deployment.yaml"), "name: x");

    assertThat(
            RecordingFiles.recognise(List.of(folder), Optional.of(deployment))
                .read(SILENT)
                .ignored())
        .isEmpty();
  }

  @Test
  void aTraceUnderAnotherNameIsReadIfItIsNamedOutright() throws Exception {
    Path odd = trace(0, 1).writeTo(file("profile.txt"));

    assertThat(open(odd).ranks()).containsExactly(0);
    trace(1, 1).writeTo(file("rank1.json"));
    ReadFiles<TraceRecording> read = RecordingFiles.recognise(List.of(folder), NONE).read(SILENT);
    assertThat(read.recording().ranks()).containsExactly(1);
    assertThat(read.ignored())
        .containsExactly(
            new IgnoredFile(odd, "JSON with traceEvents under another name; give the file itself"));
  }

  @Test
  void recognisingReadsNoFileToItsEnd() throws Exception {
    String events = TraceText.of(0, 1).allReduce("1", "1", 8).text();
    Files.writeString(file("rank0.json"), events.substring(0, events.length() - 3));
    Files.writeString(file("other.json"), "{\"entries\": [" + "[1], ".repeat(100_000) + "%%%");

    RecordingFiles found = RecordingFiles.recognise(List.of(folder), NONE);

    assertThat(found.readers()).containsOnlyKeys(file("rank0.json"));
    assertThat(found.ignored())
        .containsExactly(new IgnoredFile(file("other.json"), IgnoredFile.NO_RECORDING));
    assertThatThrownBy(() -> found.read(SILENT)).hasMessageContaining("breaks off after");
  }

  @Test
  void soundJsonThatOnlyLooksLikeATraceAtFirstIsLeftAside() throws Exception {
    trace(1, 2).writeTo(file("rank1.json"));
    String filler = "\"" + "x".repeat(Head.MOST_BYTES) + "\"";
    Files.writeString(file("long.json"), "{\"schemaVersion\": 1, \"a\": " + filler + "}");

    assertThat(RecordingFiles.recognise(List.of(folder), NONE).read(SILENT).ignored())
        .containsExactly(new IgnoredFile(file("long.json"), "not JSON with traceEvents"));
  }

  @Test
  void spansFromFirstStartToLastEnd() throws Exception {
    TraceText.of(0, 2)
        .allReduce("10", "100", 8)
        .allReduce("20", "1", 8)
        .writeTo(file("rank0.json"));
    TraceText.of(1, 2).allReduce("5", "1", 8).writeTo(file("rank1.json"));
    TraceRecording recording = open(folder);

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
    Files.createDirectory(file("sub"));

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(UnreadableTraceException.class)
        .hasMessageStartingWith(folder + ": no trace found: looked for JSON with traceEvents, ")
        .hasMessageEndingWith(
            "; ignored %s (%s)".formatted(file("notes.txt"), IgnoredFile.NO_RECORDING));
  }

  @Test
  void ofManyIgnoredFilesTheFirstAreNamed() {
    List<IgnoredFile> many = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      many.add(new IgnoredFile(Path.of("f" + i), IgnoredFile.NO_RECORDING));
    }
    many.add(new IgnoredFile(Path.of("sub"), "not a regular file"));

    assertThat(IgnoredFile.say(many))
        .isEqualTo(
            "ignored f0, f1, f2, f3, f4, f5, f6, f7 and 3 more (not a recording),"
                + " sub (not a regular file)");
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
    RecordingFiles.recognise(List.of(one, two), NONE)
        .read(
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

  private static TraceRecording open(Path... paths) throws UnreadableTraceException {
    return RecordingFiles.recognise(List.of(paths), NONE).read(SILENT).recording();
  }
}
