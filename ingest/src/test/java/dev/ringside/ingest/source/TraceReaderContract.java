package dev.ringside.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.core.batch.CallColumns;
import dev.ringside.ingest.recording.FileTraces;
import dev.ringside.ingest.recording.RankTrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every reader of a format owes: the test of a reader inherits this and writes the samples.
 * All samples are of the same calls unless they say otherwise.
 */
public abstract class TraceReaderContract {

  /** When the calls of a sample start, in milliseconds after any moment; each takes 300 µs. */
  protected static final List<Integer> STARTS_MS = List.of(3, 5, 9, 14);

  private static final long MS = 1_000_000;

  @TempDir Path folder;

  protected abstract TraceReader reader();

  /** A name that files of the format have, unpacked. */
  protected abstract String fileName();

  /** A file of these ranks, each with calls that start at these milliseconds, in this order. */
  protected abstract byte[] sample(List<Integer> ranks, List<Integer> startsMs) throws IOException;

  /** True if one file can hold several ranks. */
  protected abstract boolean holdsSeveralRanks();

  /** Rank 0 with whatever keys the format knows given twice; the later ones are the sample's. */
  protected abstract byte[] duplicateKeys() throws IOException;

  /** Rank 0 with keys that no release of the format has. */
  protected abstract byte[] unknownKeys() throws IOException;

  /** Rank 0 with numbers of 64 bits, of which the highest is set where the format can say so. */
  protected abstract byte[] largestNumbers() throws IOException;

  /** Rank 0 and, around its calls, at least 4 MiB without a line break in between. */
  protected abstract byte[] hugeLine() throws IOException;

  /** How long each call of a sample takes; 0 for a format that does not say it. */
  protected long durationNs() {
    return 300_000;
  }

  private byte[] sample() throws IOException {
    return sample(List.of(0), STARTS_MS);
  }

  @Test
  void soundFilesAreRecognisedAndRead() throws Exception {
    Path file = write(fileName(), sample());

    assertThat(reader().sniff(Head.of(file))).isEqualTo(Likelihood.CERTAIN);
    requireSample(read(file));
  }

  @Test
  void gzipIsLookedThrough() throws Exception {
    for (String name : List.of(fileName() + ".gz", fileName())) {
      Path file = write(name, packed(sample()));

      assertThat(reader().sniff(Head.of(file))).as(name).isEqualTo(Likelihood.CERTAIN);
      requireSample(read(file));
    }
  }

  @Test
  void underAnotherNameTheContentTells() throws Exception {
    Path file = write("what-is-this", sample());

    assertThat(reader().sniff(Head.of(file))).isEqualTo(Likelihood.BY_CONTENT);
    requireSample(read(file));
  }

  @Test
  void anEmptyFileUnderTheRightNameIsRefused() throws Exception {
    Path file = write(fileName(), new byte[0]);

    assertThat(reader().sniff(Head.of(file))).isEqualTo(Likelihood.POSSIBLE);
    requireRefusal(file);
    assertThat(reader().sniff(Head.of(write("empty", new byte[0])))).isEqualTo(Likelihood.NONE);
  }

  /** Some formats can end early in places where nothing tells; then it is a shorter file. */
  @Test
  void noTruncationIsMistakenForTheWhole() throws Exception {
    byte[] whole = sample();
    for (int length = 0; length < whole.length - 1; length++) {
      Path file = write(fileName(), Arrays.copyOf(whole, length));
      assertThat(reader().sniff(Head.of(file)))
          .as("%d of %d bytes", length, whole.length)
          .isGreaterThanOrEqualTo(Likelihood.POSSIBLE);
      assertThat(callsOf(file)).as("%d of %d bytes", length, whole.length).isLessThan(4);
    }
  }

  @Test
  void aTruncatedGzipStreamIsRefused() throws Exception {
    byte[] whole = packed(sample());
    for (int length = 2; length < whole.length; length++) {
      Path file = write(fileName() + ".gz", Arrays.copyOf(whole, length));
      assertThat(reader().sniff(Head.of(file))).isGreaterThanOrEqualTo(Likelihood.POSSIBLE);
      requireRefusal(file);
    }
  }

  @Test
  void garbageIsForeignOrRefusedInOneLine() throws Exception {
    Random random = new Random(20_261_127);
    for (int round = 0; round < 200; round++) {
      byte[] garbage = new byte[random.nextInt(1, 3_000)];
      random.nextBytes(garbage);
      Path file = write(fileName(), garbage);
      assertThat(reader().sniff(Head.of(file))).isLessThan(Likelihood.CERTAIN);
      assertThat(callsOf(file)).isZero();
    }
  }

  @Test
  void changedBytesAreReadOrRefusedInOneLine() throws Exception {
    Random random = new Random(20_261_128);
    byte[] whole = sample();
    for (int round = 0; round < 500; round++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      callsOf(write(fileName(), changed));
    }
  }

  @Test
  void foreignContentUnderTheRightNameIsNotReadAsCalls() throws Exception {
    for (String foreign :
        List.of(
            "{\"entries\": [], \"version\": \"2.4\"}",
            "[1, 2]",
            "name: x\nranks: 2\n",
            "{\"a\": 1}\n{\"a\": 2}\n",
            "NCCL INFO Channel 00 : 0 1\n",
            "SQLite format 3\0")) {
      Path file = write(fileName(), foreign.getBytes(UTF_8));
      assertThat(reader().sniff(Head.of(file))).as(foreign).isLessThan(Likelihood.CERTAIN);
      assertThat(callsOf(file)).as(foreign).isZero();
      assertThat(reader().sniff(Head.of(write("other", foreign.getBytes(UTF_8)))))
          .as(foreign)
          .isEqualTo(Likelihood.NONE);
    }
  }

  @Test
  void theWrongEncodingIsReadRightOrRefused() throws Exception {
    byte[] wide = new String(sample(), UTF_8).getBytes(UTF_16LE);

    assertThat(callsOf(write(fileName(), wide))).isIn(0, STARTS_MS.size());
  }

  @Test
  void ofKeysGivenTwiceTheLaterOnesCount() throws Exception {
    requireSample(read(write(fileName(), duplicateKeys())));
  }

  @Test
  void unknownKeysArePassedOver() throws Exception {
    Path file = write(fileName(), unknownKeys());

    assertThat(reader().sniff(Head.of(file))).isEqualTo(Likelihood.CERTAIN);
    requireSample(read(file));
  }

  @Test
  void numbersOf64BitsAreTaken() throws Exception {
    requireSample(read(write(fileName(), largestNumbers())));
  }

  @Test
  void oneLineMayBeOfAnyLength() throws Exception {
    byte[] huge = hugeLine();

    assertThat(huge.length).isGreaterThan(4 << 20);
    requireSample(read(write(fileName(), huge)));
  }

  @Test
  void severalRanksOfOneFileAreToldApart() throws Exception {
    assumeTrue(holdsSeveralRanks(), "a file of this format is of one rank");
    List<RankTrace> traces = read(write(fileName(), sample(List.of(2, 0, 7), STARTS_MS)));

    assertThat(traces.stream().map(RankTrace::rank)).containsExactly(0, 2, 7);
    assertThat(traces).allSatisfy(this::requireCalls);
  }

  @Test
  void callsComeByStartWhateverTheirOrderInTheFile() throws Exception {
    requireSample(read(write(fileName(), sample(List.of(0), List.of(9, 3, 14, 5)))));
  }

  @Test
  void aRankWithoutACallIsToldOf() throws Exception {
    List<RankTrace> traces = read(write(fileName(), sample(List.of(0), List.of())));

    assertThat(traces).singleElement();
    assertThat(traces.get(0).calls().size()).isZero();
  }

  /** Damage behind the head cannot be noticed by who reads no further. */
  @Test
  void recognisingReadsNoMoreThanTheHead() throws Exception {
    byte[] packed = packed(hugeLine());
    Path file = write(fileName() + ".gz", Arrays.copyOf(packed, packed.length - 9));
    Head head = Head.of(file);

    assertThat(head.size()).isEqualTo(Head.MOST_BYTES);
    assertThat(head.isWhole()).isFalse();
    assertThat(reader().sniff(head)).isGreaterThanOrEqualTo(Likelihood.POSSIBLE);
    requireRefusal(file);
  }

  @Test
  void progressReachesTheSizeOfTheFile() throws Exception {
    Path file = write(fileName(), sample());
    List<Long> read = new ArrayList<>();
    FileTraces.read(reader(), file, read::add);

    assertThat(read.stream().mapToLong(Long::longValue).sum()).isEqualTo(Files.size(file));
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    requireRefusal(folder.resolve("gone"));
  }

  private List<RankTrace> read(Path file) throws UnreadableTraceException {
    return FileTraces.read(reader(), file, bytes -> {});
  }

  /** Calls read, 0 if the file is refused; whatever else is thrown fails the test. */
  private int callsOf(Path file) {
    try {
      return read(file).stream().mapToInt(trace -> trace.calls().size()).sum();
    } catch (UnreadableTraceException e) {
      requireOneLine(file, e.getMessage());
      return 0;
    }
  }

  private void requireRefusal(Path file) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UnreadableTraceException.class)
        .message()
        .satisfies(message -> requireOneLine(file, message));
  }

  private static void requireOneLine(Path file, String message) {
    assertThat(message).startsWith(file + ": ").doesNotContain("\n").hasSizeLessThan(600);
  }

  private void requireSample(List<RankTrace> traces) {
    assertThat(traces).singleElement().satisfies(this::requireCalls);
    assertThat(traces.get(0).rank()).isZero();
  }

  private void requireCalls(RankTrace trace) {
    CallColumns calls = trace.calls();
    assertThat(calls.size()).isEqualTo(STARTS_MS.size());
    for (int row = 0; row < calls.size(); row++) {
      assertThat(calls.startNs(row) - calls.startNs(0))
          .isEqualTo((STARTS_MS.get(row) - STARTS_MS.get(0)) * MS);
      assertThat(calls.durationNs(row)).isEqualTo(durationNs());
      assertThat(trace.signatures().get(calls.signature(row)).elements()).isEqualTo(512);
    }
    assertThat(trace.rejected()).isEmpty();
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }
}
