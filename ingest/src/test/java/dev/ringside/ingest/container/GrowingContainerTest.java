package dev.ringside.ingest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.ingest.source.CallSink;
import dev.ringside.ingest.source.RankCalls;
import dev.ringside.ingest.source.UnreadableTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingContainerTest {

  private static final int BATCHES = 300;
  private static final int CALLS = 100;

  @TempDir private Path folder;

  private final List<Long> numbers = new ArrayList<>();
  private final CallSink sink = who -> new Numbers();

  /** Keeps the numbers of the calls it is given. */
  private final class Numbers implements RankCalls {

    @Override
    public int idOf(CallSignature signature) {
      return 0;
    }

    @Override
    public void add(int signature, long startNs, long durationNs, long sequence) {
      numbers.add(sequence);
    }

    @Override
    public void reject(String reason, long events) {}

    @Override
    public void remark(String sentence) {}
  }

  /** The same bytes in pieces of any size, a poll after each: every call once, in order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatGrowsInPiecesComesOnceAndInOrder(long seed) throws Exception {
    byte[] whole = whole();
    Random random = new Random(seed);
    Path file = folder.resolve("growing.avro");
    try (GrowingContainer source = new GrowingContainer(file)) {
      assertThat(source.poll(sink, Duration.ZERO)).as("not there yet").isFalse();
      Files.createFile(file);
      for (int from = 0; from < whole.length; ) {
        int to = Math.min(whole.length, from + random.nextInt(1, 1 + whole.length / 10));
        Files.write(file, Arrays.copyOfRange(whole, from, to), StandardOpenOption.APPEND);
        from = to;
        int before = numbers.size();
        assertThat(source.poll(sink, Duration.ZERO)).isEqualTo(numbers.size() > before);
      }
      assertThat(source.poll(sink, Duration.ZERO)).isFalse();
    }
    requireAll();
  }

  @Test
  void itWaitsForWhatComesMeanwhile() throws Exception {
    byte[] whole = whole();
    Path file = folder.resolve("growing.avro");
    try (GrowingContainer source = new GrowingContainer(file)) {
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Files.write(file, whole);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
      while (numbers.size() < BATCHES * CALLS) {
        assertThat(source.poll(sink, Duration.ofSeconds(30))).isTrue();
      }
      writer.get();
    }
    requireAll();
  }

  @Test
  void damageIsOneLineAndNotWaitedOut() throws Exception {
    byte[] whole = whole();
    whole[whole.length - 40] ^= 1;
    Path file = Files.write(folder.resolve("growing.avro"), whole);
    try (GrowingContainer source = new GrowingContainer(file)) {
      assertThatThrownBy(() -> source.poll(sink, Duration.ofSeconds(30)))
          .isInstanceOf(UnreadableTraceException.class)
          .hasMessageStartingWith(file + ": BAD_BLOCK at byte ");
    }
    assertThat(numbers).as("calls in front of the damage").isNotEmpty().isSorted();
  }

  private byte[] whole() throws Exception {
    ContainerText text = new ContainerText();
    for (int batch = 0; batch < BATCHES; batch++) {
      text.batch(0, batch, batch * CALLS, CALLS);
    }
    return Files.readAllBytes(text.writeTo(folder.resolve("whole.avro")));
  }

  private void requireAll() {
    assertThat(numbers).hasSize(BATCHES * CALLS).isSorted().doesNotHaveDuplicates();
  }
}
