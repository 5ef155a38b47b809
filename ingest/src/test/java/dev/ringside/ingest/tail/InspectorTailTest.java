package dev.ringside.ingest.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Communicator;
import dev.ringside.ingest.inspector.InspectorText;
import dev.ringside.ingest.inspector.ProcessRanks;
import dev.ringside.ingest.source.Note;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer and a tail that take turns, so that every interleaving is one of a seed. */
class InspectorTailTest {

  private static final ProcessRanks BY_PID =
      process -> OptionalInt.of((int) (process.pid() % 1_000));

  @TempDir Path folder;

  private final SeenCalls seen = new SeenCalls();
  private long nowNs;

  private InspectorTail tail(TailPositions from) {
    return new InspectorTail(folder, from, BY_PID, Duration.ofSeconds(5), () -> nowNs);
  }

  private boolean poll(InspectorTail tail) throws Exception {
    return tail.poll(seen, Duration.ZERO);
  }

  private Path append(InspectorText process, String text) throws IOException {
    return Files.writeString(
        folder.resolve(process.fileName()),
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String call(InspectorText process, long number) {
    return process.collective(
        "AllReduce", number, 8192 + number, 20, InspectorText.EPOCH_US + 10 * number);
  }

  /** What others know by the hash alone can be told to be of this rank. */
  @Test
  void aRankIsToldOfTheCommunicatorsThatItIsAMemberOf() throws Exception {
    InspectorText zero = InspectorText.tensor(0, 2);
    InspectorText one = InspectorText.tensor(1, 2);
    InspectorTail tail = tail(TailPositions.NONE);
    append(zero, call(zero, 0));
    poll(tail);
    assertThat(seen.members)
        .containsExactly("0: 0 of 0x7f8c496ae9f661, " + new Communicator("tp:0", 2, List.of()));

    append(one, call(one, 0));
    append(zero, call(zero, 1));
    poll(tail);
    append(zero, call(zero, 2));
    poll(tail);
    Communicator both = new Communicator("tp:0", 2, List.of(0, 1));
    assertThat(seen.members)
        .as("again once its members are known, and no more")
        .hasSize(3)
        .contains("0: 0 of 0x7f8c496ae9f661, " + both, "1: 1 of 0x7f8c496ae9f661, " + both);
  }

  private static String said(long number) {
    return "AllReduce " + number + " " + (8192 + number);
  }

  @Test
  void aFolderThatIsNotThereHasNothing() throws Exception {
    InspectorTail tail =
        new InspectorTail(folder.resolve("later"), TailPositions.NONE, ProcessRanks.UNKNOWN);

    assertThat(tail.poll(seen, Duration.ZERO)).isFalse();
  }

  @Test
  void aPartialLineWaitsForItsEnd() throws Exception {
    InspectorText process = InspectorText.tensor(0, 2);
    String line = call(process, 1);
    InspectorTail tail = tail(TailPositions.NONE);
    append(process, call(process, 0) + line.substring(0, 200));

    assertThat(poll(tail)).isTrue();
    assertThat(poll(tail)).isFalse();
    assertThat(seen.of(0)).containsExactly(said(0));
    append(process, line.substring(200));
    assertThat(poll(tail)).isTrue();
    assertThat(seen.of(0)).containsExactly(said(0), said(1));
  }

  /** The inode stays, the name stays, and the new file is longer than the old offset. */
  @Test
  void aFileThatIsBegunAnewIsReadFromItsBeginning() throws Exception {
    InspectorText process = InspectorText.tensor(0, 2);
    InspectorTail tail = tail(TailPositions.NONE);
    Path file = append(process, call(process, 0) + call(process, 1));
    poll(tail);
    Object inode = Files.getAttribute(file, "unix:ino");
    StringBuilder life = new StringBuilder();
    for (int number = 5; number < 9; number++) {
      life.append(call(process, number));
    }
    Files.writeString(file, life);

    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
    while (poll(tail) || tail.counts().replaced() == 0) {
      assertThat(seen.of(0)).hasSizeLessThan(7);
    }
    poll(tail);
    assertThat(seen.of(0)).containsExactly(said(0), said(1), said(5), said(6), said(7), said(8));
    assertThat(tail.counts().replaced()).isEqualTo(1);
  }

  @Test
  void aRestartedTailGoesOnWhereTheLastOneStood() throws Exception {
    InspectorText process = InspectorText.tensor(0, 2);
    append(process, call(process, 0) + call(process, 1));
    InspectorTail first = tail(TailPositions.NONE);
    poll(first);
    TailPositions stored = TailPositions.parse(first.positions().toText());
    append(process, call(process, 2));
    poll(first);
    InspectorTail second = tail(stored);
    poll(second);

    assertThat(stored).isEqualTo(TailPositions.parse(stored.toText()));
    assertThat(seen.of(0)).containsExactly(said(0), said(1), said(2), said(2));
    assertThat(second.counts().lost()).isZero();
  }

  @Test
  void aBareRecordBelongsToTheMarkerBeforeTheRestart() throws Exception {
    InspectorText process = InspectorText.tensor(1, 2);
    String bare = "{" + InspectorText.performance("AllReduce", 7, 64, 10, "") + "}\n";
    append(process, process.marker(2, 0, 0, InspectorText.EPOCH_US) + bare);
    InspectorTail first = tail(TailPositions.NONE);
    poll(first);
    append(process, bare.replace("\"coll_sn\":7", "\"coll_sn\":8"));
    poll(tail(first.positions()));

    assertThat(seen.of(1)).containsExactly("AllReduce 7 64", "AllReduce 8 64");
    assertThat(seen.rejected).isEmpty();
  }

  @Test
  void aPackedFileGoesOnWhereThePlainOneWas() throws Exception {
    InspectorText process = InspectorText.tensor(0, 2);
    Path plain = append(process, call(process, 0) + call(process, 1));
    InspectorTail tail = tail(TailPositions.NONE);
    poll(tail);
    append(process, call(process, 2));
    Path packed = folder.resolve(plain.getFileName() + ".gz");
    Files.write(packed, packed(Files.readAllBytes(plain)));
    poll(tail);
    poll(tail);
    Files.delete(plain);
    poll(tail);
    poll(tail);

    assertThat(seen.of(0)).containsExactly(said(0), said(1), said(2));
  }

  /** Copied and truncated: the copy holds the line that was not read of the original. */
  @Test
  void aCopyOfATruncatedFileGoesOnWhereTheFileWas() throws Exception {
    InspectorText process = InspectorText.tensor(0, 2);
    Path file = append(process, call(process, 0));
    InspectorTail tail = tail(TailPositions.NONE);
    poll(tail);
    append(process, call(process, 1));
    Files.copy(file, folder.resolve(file.getFileName() + ".1"));
    Files.writeString(file, call(process, 2));
    for (int i = 0; i < 4; i++) {
      poll(tail);
    }

    assertThat(seen.of(0)).containsExactlyInAnyOrder(said(0), said(1), said(2));
  }

  @Test
  void aRankThatFollowsFromCommunicatorsWaitsForTheirMembers() throws Exception {
    InspectorTail tail =
        new InspectorTail(
            folder, TailPositions.NONE, ProcessRanks.UNKNOWN, Duration.ofSeconds(5), () -> nowNs);
    InspectorText first = InspectorText.tensor(0, 2);
    append(first, call(first, 0));

    assertThat(poll(tail)).isFalse();
    assertThat(tail.positions()).isEqualTo(TailPositions.NONE);
    InspectorText second = InspectorText.tensor(1, 2);
    append(second, call(second, 0));
    assertThat(poll(tail)).isTrue();
    assertThat(seen.calls.keySet()).containsExactly(0, 1);
    assertThat(tail.counts().behindBytes()).isZero();
  }

  @Test
  void membersOnOtherNodesAreNotWaitedForForEver() throws Exception {
    InspectorTail tail =
        new InspectorTail(
            folder, TailPositions.NONE, ProcessRanks.UNKNOWN, Duration.ofSeconds(5), () -> nowNs);
    InspectorText only = InspectorText.tensor(3, 8);
    append(only, call(only, 0));
    poll(tail);
    nowNs += Duration.ofSeconds(5).toNanos();
    poll(tail);

    assertThat(seen.of(3)).containsExactly(said(0));
  }

  @Test
  void whatTheRingLostIsCountedAndTold() throws Exception {
    InspectorText process = InspectorText.tensor(0, 2);
    append(process, call(process, 0) + call(process, 5));
    InspectorTail tail = tail(TailPositions.NONE);
    poll(tail);

    assertThat(tail.counts().lost()).isEqualTo(4);
    assertThat(seen.notes)
        .anySatisfy(
            note ->
                assertThat(note)
                    .isInstanceOfSatisfying(
                        Note.Incomplete.class,
                        loss -> assertThat(loss.why()).contains("4 of 6 AllReduce of tp:0")));
  }

  @Test
  void aLineThatIsTooLongIsPassedOver() throws Exception {
    InspectorText process = InspectorText.tensor(0, 2);
    InspectorTail tail = tail(TailPositions.NONE);
    append(process, call(process, 0));
    append(process, "x".repeat(17 << 20) + "\n" + call(process, 1));
    while (poll(tail)) {
      assertThat(seen.of(0)).hasSizeLessThan(3);
    }

    assertThat(seen.of(0)).containsExactly(said(0), said(1));
    assertThat(tail.counts().rejected()).isEqualTo(1);
  }

  @Test
  void thousandsOfFilesAreReadOneAtATime() throws Exception {
    for (int rank = 0; rank < 2_000; rank++) {
      InspectorText process = new InspectorText("0x1", "tp:0", rank, 2_000, "vm", rank);
      append(process, call(process, 0));
    }
    InspectorTail tail =
        new InspectorTail(
            folder,
            TailPositions.NONE,
            process -> OptionalInt.of((int) process.pid()),
            Duration.ofSeconds(5),
            () -> nowNs);
    poll(tail);

    assertThat(seen.calls).hasSize(2_000);
    assertThat(tail.counts().files()).isEqualTo(2_000);
  }

  /**
   * Processes append whole lines, parts of lines, and begin their files anew; the tail is killed
   * and made again at stored positions. Each complete line that the tail had a chance to see comes
   * once.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyCompleteLineComesOnce(long seed) throws Exception {
    Random random = new Random(seed);
    List<Writer> writers = new ArrayList<>();
    for (int rank = 0; rank < 5; rank++) {
      writers.add(new Writer(rank));
    }
    InspectorTail tail = tail(TailPositions.NONE);
    for (int step = 0; step < 600; step++) {
      Writer writer = writers.get(random.nextInt(writers.size()));
      int action = random.nextInt(100);
      if (action < 68) {
        writer.append(random);
      } else if (action < 71) {
        drain(tail);
        writer.beginAgain();
      } else if (action < 74) {
        writer.rotate(random.nextBoolean());
      } else if (action < 80) {
        tail = tail(TailPositions.parse(tail.positions().toText()));
      } else {
        poll(tail);
      }
    }
    for (Writer writer : writers) {
      writer.finishLine();
    }
    drain(tail);

    for (Writer writer : writers) {
      assertThat(seen.of(writer.rank)).containsExactlyInAnyOrderElementsOf(writer.written);
    }
    assertThat(seen.rejected).isEmpty();
  }

  /** What is truncated before it was read is gone; nothing comes twice, and no half a line. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void aFileThatIsTruncatedUnreadLosesNoMoreThanThat(long seed) throws Exception {
    Random random = new Random(seed);
    Writer writer = new Writer(0);
    InspectorTail tail = tail(TailPositions.NONE);
    int truncated = 0;
    for (int step = 0; step < 400; step++) {
      int action = random.nextInt(10);
      if (action < 5) {
        writer.append(random);
      } else if (action < 6) {
        writer.beginAgain();
        truncated++;
      } else {
        poll(tail);
      }
    }
    writer.finishLine();
    drain(tail);

    assertThat(writer.written).containsSubsequence(seen.of(0));
    assertThat(seen.of(0)).doesNotHaveDuplicates();
    assertThat(seen.of(0)).endsWith(writer.written.get(writer.written.size() - 1));
    assertThat(seen.rejected).isEmpty();
    assertThat(tail.counts().replaced()).isBetween(1L, (long) truncated);
  }

  /** A writer of its own thread, and a tail that is never told when it may look. */
  @Test
  void aWriterThatDoesNotWaitIsFollowed() throws Exception {
    Writer writer = new Writer(0);
    InspectorTail tail = tail(TailPositions.NONE);
    Thread thread =
        new Thread(
            () -> {
              Random random = new Random(20_261_127);
              try {
                for (int i = 0; i < 500; i++) {
                  writer.append(random);
                }
                writer.finishLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.start();
    while (thread.isAlive()) {
      poll(tail);
    }
    thread.join();
    drain(tail);

    assertThat(seen.of(0)).containsExactlyElementsOf(writer.written);
  }

  private void drain(InspectorTail tail) throws Exception {
    long replaced;
    boolean came;
    do {
      replaced = tail.counts().replaced();
      boolean first = poll(tail); // packed files are read when they have not grown since
      came = poll(tail) || first;
    } while (came || replaced != tail.counts().replaced());
  }

  private final class Writer {

    private final int rank;
    private final InspectorText process;
    private final List<String> written = new ArrayList<>();
    private String unfinished = "";
    private long number;
    private int rotations;

    Writer(int rank) {
      this.rank = rank;
      this.process = InspectorText.tensor(rank, 5);
    }

    void append(Random random) throws IOException {
      StringBuilder text = new StringBuilder(finished());
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(next());
      }
      if (random.nextInt(3) == 0) {
        String line = call(process, number);
        int cut = 1 + random.nextInt(line.length() - 1);
        text.append(line, 0, cut);
        unfinished = line.substring(cut);
      }
      InspectorTailTest.this.append(process, text.toString());
    }

    private String next() {
      written.add(said(number));
      return call(process, number++);
    }

    /** The rest of the line of which a part is written. */
    private String finished() {
      String rest = unfinished;
      if (!rest.isEmpty()) {
        written.add(said(number++));
      }
      unfinished = "";
      return rest;
    }

    void finishLine() throws IOException {
      InspectorTailTest.this.append(process, finished());
    }

    /** The process dies, its unfinished line with it, and another one takes name and inode. */
    void beginAgain() throws IOException {
      number += unfinished.isEmpty() ? 0 : 1;
      unfinished = "";
      Files.writeString(folder.resolve(process.fileName()), next());
    }

    /** The file gets another name, packed or not; what is written next begins a file. */
    void rotate(boolean pack) throws IOException {
      Path file = folder.resolve(process.fileName());
      if (!Files.exists(file)) {
        return;
      }
      finishLine();
      Path rotated = folder.resolve(process.fileName() + "." + ++rotations);
      Files.move(file, rotated);
      if (pack) {
        Files.write(
            folder.resolve(rotated.getFileName() + ".gz"), packed(Files.readAllBytes(rotated)));
        Files.delete(rotated);
      }
    }
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }
}
