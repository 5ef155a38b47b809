package dev.ringside.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.ingest.publish.PublishCounts.Amount;
import dev.ringside.schemas.topic.RecordKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {

  private static final long ROOM = SpoolLimits.FEWEST_BYTES;

  @TempDir private Path folder;

  private SpoolLimits limits() {
    return new SpoolLimits(folder, ROOM, Duration.ofHours(1));
  }

  private Spool open() throws IOException {
    return Spool.open(limits());
  }

  private static Parcel parcel(long number, int bytes) {
    byte[] batch = ByteBuffer.allocate(bytes).putLong(number).array();
    return new Parcel(new RecordKey("d", 0, 3), batch, (int) (number % 7), number);
  }

  private static long numberOf(Parcel parcel) {
    return ByteBuffer.wrap(parcel.batch()).getLong();
  }

  private static byte[] state(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  private static List<Long> drain(Spool spool) throws IOException {
    List<Long> numbers = new ArrayList<>();
    while (spool.next() instanceof Spool.Found.Batch batch) {
      numbers.add(numberOf(batch.parcel()));
      spool.settle(spool.mark(batch.parcel()));
    }
    return numbers;
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void whatIsKeptComesBackInOrderAndIsGoneOnceSettled() throws Exception {
    try (Spool spool = open()) {
      for (int number = 0; number < 100; number++) {
        assertThat(spool.keep(parcel(number, 50), true)).isTrue();
      }
      assertThat(spool.pending().batches()).isEqualTo(100);
      assertThat(drain(spool)).isEqualTo(numbers(0, 100));
      assertThat(spool.pending()).isEqualTo(Amount.NONE);
    }
    try (Spool spool = open()) {
      assertThat(drain(spool)).isEmpty();
    }
  }

  @Test
  void aGroupIsNotThereBeforeItsState() throws Exception {
    try (Spool spool = open()) {
      spool.keep(parcel(0, 50), false);
      spool.keep(parcel(1, 50), false);
      assertThat(spool.next()).isInstanceOf(Spool.Found.Nothing.class);

      spool.keepState(state(7), 0);

      assertThat(drain(spool)).containsExactly(0L, 1L);
      spool.keep(parcel(2, 50), false);
    }
    try (Spool spool = open()) {
      assertThat(spool.state().orElseThrow()).isEqualTo(state(7));
      assertThat(drain(spool)).as("the group without an end").isEmpty();
      assertThat(spool.isSound()).isTrue();
    }
  }

  /** A disk that refuses the state of a group must not keep its batches, which waits for ever. */
  @Test
  void aGroupThatIsGivenUpIsGoneAndWhatFollowsIsSent() throws Exception {
    try (Spool spool = open()) {
      spool.keep(parcel(0, 50), false);
      spool.keepState(state(7), 0);
      spool.keep(parcel(1, 50), false);
      spool.keep(parcel(2, 50), false);

      assertThat(spool.giveUpGroup().batches()).isEqualTo(2);
      assertThat(spool.giveUpGroup()).isEqualTo(Amount.NONE);

      assertThat(spool.pending().batches()).isEqualTo(1);
      assertThat(spool.fileBytes()).isEqualTo(bytesOnDisk());
      spool.keep(parcel(3, 50), false);
      spool.keepState(state(8), 0);
      assertThat(drain(spool)).containsExactly(0L, 3L);
      assertThat(spool.pending()).isEqualTo(Amount.NONE);
      spool.keep(parcel(4, 50), true);
    }
    try (Spool spool = open()) {
      assertThat(spool.isSound()).isTrue();
      assertThat(spool.state().orElseThrow()).isEqualTo(state(8));
      assertThat(drain(spool)).containsExactly(4L);
    }
  }

  @Test
  void whatIsNotSettledIsHandedOutAgain() throws Exception {
    try (Spool spool = open()) {
      for (int number = 0; number < 10; number++) {
        spool.keep(parcel(number, 50), true);
      }
      for (int number = 0; number < 6; number++) {
        Parcel parcel = ((Spool.Found.Batch) spool.next()).parcel();
        if (number < 3) {
          spool.settle(spool.mark(parcel));
        }
      }
      spool.takeBack();
      assertThat(drain(spool)).isEqualTo(numbers(3, 10));
    }
  }

  @Test
  void theBoundHoldsAndRoomComesBack() throws Exception {
    try (Spool spool = open()) {
      long kept = 0;
      while (spool.keep(parcel(kept, 10_000), true)) {
        kept++;
        assertThat(bytesOnDisk()).isLessThanOrEqualTo(ROOM);
      }
      assertThat(kept).isGreaterThan(ROOM / 10_100 - 10);
      assertThat(spool.fileBytes()).isEqualTo(bytesOnDisk());
      assertThat(drain(spool)).isEqualTo(numbers(0, kept));
      assertThat(spool.keep(parcel(kept, 10_000), true)).isTrue();
      assertThat(bytesOnDisk()).isLessThan(ROOM / 4);
    }
  }

  private long bytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".spool"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  @Test
  void twoAgentsCannotShareAFolder() throws Exception {
    try (Spool spool = open()) {
      assertThat(spool.pending()).isEqualTo(Amount.NONE);
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessage(
              folder + ": another agent uses this spool; give each agent a folder of its own");
    }
  }

  /** Any tail of the last segment may be missing, down to nothing: what is whole is there. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aTornTailCostsNothingThatWasWhole(long seed) throws Exception {
    Random random = new Random(seed);
    List<Long> ends = new ArrayList<>();
    Path segment = Segment.fileOf(folder, 1);
    try (Spool spool = open()) {
      for (int number = 0; number < 40; number++) {
        spool.keep(parcel(number, 8 + random.nextInt(200)), false);
        spool.keepState(state(number), 0);
        ends.add(Files.size(segment));
      }
    }
    byte[] whole = Files.readAllBytes(segment);
    for (int tries = 0; tries < 50; tries++) {
      int length = random.nextInt(whole.length + 1);
      Files.write(segment, java.util.Arrays.copyOf(whole, length));
      long intact = ends.stream().filter(end -> end <= length).count();
      try (Spool spool = open()) {
        assertThat(spool.pending().batches()).isEqualTo(intact);
        assertThat(spool.state().map(s -> ByteBuffer.wrap(s).getLong()).orElse(-1L))
            .isEqualTo(intact - 1);
        List<Long> found = new ArrayList<>();
        while (spool.next() instanceof Spool.Found.Batch batch) {
          found.add(numberOf(batch.parcel()));
        }
        assertThat(found).isEqualTo(numbers(0, intact));
      }
    }
  }

  /** One flipped bit anywhere: counted as lost or read back, never a wrong batch, never a crash. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void aFlippedBitIsFoundAndCounted(long seed) throws Exception {
    Random random = new Random(seed);
    long total = 0;
    try (Spool spool = open()) {
      while (spool.keep(parcel(total, 4_000), true)) {
        total++;
      }
    }
    List<Path> segments;
    try (Stream<Path> files = Files.list(folder)) {
      segments = files.filter(file -> file.toString().endsWith(".spool")).sorted().toList();
    }
    assertThat(segments).hasSizeGreaterThan(3);
    Path hit = segments.get(random.nextInt(segments.size() - 1));
    byte[] bytes = Files.readAllBytes(hit);
    bytes[8 + random.nextInt(bytes.length - 8)] ^= (byte) (1 << random.nextInt(8));
    Files.write(hit, bytes);
    try (Spool spool = open()) {
      long lost = 0;
      List<Long> found = new ArrayList<>();
      for (Spool.Found next = spool.next();
          !(next instanceof Spool.Found.Nothing);
          next = spool.next()) {
        if (next instanceof Spool.Found.Batch batch) {
          found.add(numberOf(batch.parcel()));
          spool.settle(spool.mark(batch.parcel()));
        } else if (next instanceof Spool.Found.Damage damage) {
          lost += damage.lost().batches();
        }
      }
      assertThat(found.size() + lost).isEqualTo(total);
      assertThat(found).isSorted().doesNotHaveDuplicates();
      assertThat(spool.pending()).isEqualTo(Amount.NONE);
    }
  }

  /** Everything that can happen, in any order, against a list in memory. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26})
  void itIsAQueueOnDisk(long seed) throws Exception {
    Random random = new Random(seed);
    Deque<Long> model = new ArrayDeque<>();
    Deque<Long> handed = new ArrayDeque<>();
    Deque<Spool.Mark> marks = new ArrayDeque<>();
    long next = 0;
    Spool spool = open();
    for (int step = 0; step < 20_000; step++) {
      int what = random.nextInt(100);
      if (what < 50) {
        if (spool.keep(parcel(next, 8 + random.nextInt(3_000)), random.nextBoolean())) {
          model.add(next++);
        }
        spool.keepState(state(next), 0);
      } else if (what < 75 && handed.size() < model.size()) {
        if (spool.next() instanceof Spool.Found.Batch batch) {
          handed.add(numberOf(batch.parcel()));
          marks.add(spool.mark(batch.parcel()));
        }
      } else if (what < 97 && !handed.isEmpty()) {
        assertThat(handed.peek()).isEqualTo(model.peek());
        spool.settle(marks.remove());
        handed.remove();
        model.remove();
      } else if (what == 98) {
        spool.takeBack();
        handed.clear();
        marks.clear();
      } else if (what == 99) {
        spool.close();
        spool = open();
        handed.clear();
        marks.clear();
      }
      assertThat(spool.pending().batches()).isEqualTo(model.size());
      assertThat(spool.fileBytes()).isLessThanOrEqualTo(ROOM + limits().segmentBytes());
    }
    spool.takeBack();
    assertThat(drain(spool)).isEqualTo(List.copyOf(model));
    spool.close();
  }
}
