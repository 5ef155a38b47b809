package dev.ringside.ingest.iterations.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.iterations.IterationLines;
import dev.ringside.ingest.iterations.IterationSink;
import dev.ringside.testkit.time.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IterationTailTest {

  private static final String VLLM =
      "(APIServer pid=1) INFO 11-27 12:33:45 [loggers.py:199] Engine 003: Iteration(%d): 1 context"
          + " requests, 47 context tokens, 2 generation requests, 6 generation tokens, iteration"
          + " elapsed time: 41.35 ms, CPU KV cache usage: 0.0%%\n";

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-27T12:33:45.700Z"));
  private final Heard heard = new Heard();
  private Path log;
  private IterationTail tail;
  private long written;

  /** Collects what a tail hands over. */
  private static final class Heard implements IterationSink {

    private final List<Long> numbers = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    @Override
    public void iteration(Iteration iteration) {
      numbers.add(iteration.number());
      ends.add(iteration.endNs());
    }

    @Override
    public void heartbeat(String worker, int replica, long number) {}

    @Override
    public void rejected(String reason) {
      rejected.add(reason);
    }

    @Override
    public void sampled() {}
  }

  @BeforeEach
  void start() {
    log = folder.resolve("server.log");
    tail = new IterationTail(log, Optional.empty(), clock);
  }

  private void restart() {
    tail = new IterationTail(log, Optional.of(tail.position()), clock);
  }

  private void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Writes the next lines, each with its number. */
  private void write(int lines) throws IOException {
    for (int i = 0; i < lines; i++) {
      append(log, VLLM.formatted(written++));
    }
  }

  private void assertEachOnce() {
    assertThat(heard.numbers)
        .containsExactlyElementsOf(LongStream.range(0, written).boxed().toList());
  }

  /** Written in pieces of any size, and the tail made anew at any time. */
  @Test
  void aTailHandsOverEachLineOnce() throws Exception {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append(VLLM.formatted(i)).append("x".repeat(random.nextInt(90))).append('\n');
    }
    byte[] bytes = text.toString().getBytes(UTF_8);

    assertThat(tail.poll(heard)).isFalse();
    Files.createFile(log);
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(700));
      Files.write(log, Arrays.copyOfRange(bytes, from, to), StandardOpenOption.APPEND);
      from = to;
      tail.poll(heard);
      if (random.nextInt(5) == 0) {
        restart();
      }
    }

    written = 200;
    assertEachOnce();
  }

  /** What happens to logs, at 300 seeded moments: nothing is lost and nothing comes twice. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aLogIsRotatedInEveryWay(long seed) throws Exception {
    Random random = new Random(seed);
    int rotated = 0;
    for (int step = 0; step < 300; step++) {
      write(random.nextInt(4));
      switch (random.nextInt(8)) {
        case 0 -> renameTo(++rotated);
        case 1 -> {
          tail.poll(heard);
          copyAndTruncate(++rotated);
        }
        case 2 -> {
          tail.poll(heard);
          pack(++rotated);
        }
        case 3 -> restart();
        default -> tail.poll(heard);
      }
    }
    tail.poll(heard);
    tail.poll(heard);

    assertThat(written).isGreaterThan(300);
    assertThat(heard.numbers)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, written).boxed().toList());
  }

  private void renameTo(int number) throws IOException {
    if (Files.exists(log)) {
      Files.move(log, folder.resolve("server.log." + number));
    }
  }

  private void copyAndTruncate(int number) throws IOException {
    if (Files.exists(log)) {
      Files.copy(log, folder.resolve("server.log-" + number), StandardCopyOption.COPY_ATTRIBUTES);
      Files.writeString(log, "");
    }
  }

  private void pack(int number) throws IOException {
    if (Files.exists(log)) {
      try (OutputStream out =
          new GZIPOutputStream(
              Files.newOutputStream(folder.resolve("server.log." + number + ".gz")))) {
        Files.copy(log, out);
      }
      Files.delete(log);
    }
  }

  @Test
  void aFileThatIsReplacedIsReadFromItsStartAlsoAfterARestart() throws Exception {
    append(log, VLLM.formatted(1) + VLLM.formatted(2));
    tail.poll(heard);
    Files.writeString(log, VLLM.formatted(7).repeat(5) + VLLM.formatted(9));
    restart();
    tail.poll(heard);

    assertThat(heard.numbers).containsExactly(1L, 2L, 7L, 7L, 7L, 7L, 7L, 9L);
  }

  @Test
  void anEndlessLineIsPassedOver() throws Exception {
    append(log, "y".repeat(3 * IterationLines.LONGEST) + "\n" + VLLM.formatted(8));
    tail.poll(heard);

    assertThat(heard.numbers).containsExactly(8L);
    assertThat(heard.rejected).containsExactly("line_too_long");
  }

  /** A folder of segments, as Dynamo's sink writes them; each has times of its own. */
  @Test
  void aFolderOfSegmentsIsFollowed() throws Exception {
    Path segments = Files.createDirectory(folder.resolve("fpm"));
    tail = new IterationTail(segments, Optional.empty(), clock);
    for (int segment = 0; segment < 3; segment++) {
      append(
          segments.resolve("fpm.w.%06d.jsonl".formatted(segment)),
          """
          {"received_at_ns":179578093700000000%1$d,"metrics":{"version":1,"worker_id":"w",\
          "dp_rank":0,"counter_id":%1$d,"wall_time":0.5,"scheduled_requests":\
          {"num_prefill_requests":0,"sum_prefill_tokens":0,"num_decode_requests":1}}}
          """
              .formatted(segment));
      tail.poll(heard);
    }

    assertThat(heard.numbers).containsExactly(0L, 1L, 2L);
    assertThat(heard.ends)
        .containsExactly(1795780937000000000L, 1795780937000000001L, 1795780937000000002L);
  }

  @Test
  void aLineThatIsReadAtOnceHasTheTimeOfReading() throws Exception {
    write(1);
    tail.poll(heard);

    assertThat(heard.ends).containsExactly(clock.millis() * 1_000_000);
  }

  /** Written at 12:33:45 in a zone that is two hours ahead, and read a minute later. */
  @Test
  void aLineThatIsReadLaterHasTheTimeOfItsPrefix() throws Exception {
    clock.set(Instant.parse("2026-11-27T10:34:45Z"));
    write(1);
    tail.poll(heard);

    assertThat(heard.ends)
        .containsExactly(Instant.parse("2026-11-27T10:33:45.500Z").toEpochMilli() * 1_000_000);
  }
}
