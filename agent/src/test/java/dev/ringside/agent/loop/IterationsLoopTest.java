package dev.ringside.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.agent.iterations.IterationCounts;
import dev.ringside.agent.iterations.IterationFeeds;
import dev.ringside.agent.iterations.NamedIterations;
import dev.ringside.agent.progress.Stuck;
import dev.ringside.core.iteration.Iteration;
import dev.ringside.ingest.iterations.live.IterationTail;
import dev.ringside.schemas.iteration.IterationBatch;
import dev.ringside.testkit.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine tells, through an agent that is killed and started again. */
class IterationsLoopTest {

  private static final String LINE =
      "INFO 11-27 12:33:45 Engine 001: Iteration(%d): 0 context requests, 0 context tokens, 3"
          + " generation requests, 3 generation tokens, iteration elapsed time: 41.35 ms\n";

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-27T12:33:46Z"));
  private final MemoryOutlet outlet = new MemoryOutlet();
  private final IterationCounts counts = new IterationCounts();
  private final Deque<String> runs = new ArrayDeque<>(List.of("run1", "run2", "run3"));
  private long written;

  private AgentLoop start(boolean sound) {
    Path log = folder.resolve("server.log");
    IterationFeeds feeds =
        new IterationFeeds(
            List.of(
                new NamedIterations(
                    "iterations:log", 4, position -> new IterationTail(log, position, clock))),
            counts);
    return new AgentLoop(
        new LoopSettings(
            "d", 0, 2, "agent", "clock", Duration.ofSeconds(1), Duration.ofSeconds(2), "boot"),
        List.of(),
        feeds,
        new AgentLoop.Surroundings(
            outlet, rank -> true, clock, runs::remove, new AgentCounts(), () -> Stuck.NONE),
        Optional.ofNullable(outlet.state),
        sound);
  }

  private void write(int lines) throws IOException {
    for (int i = 0; i < lines; i++) {
      Files.writeString(
          folder.resolve("server.log"),
          LINE.formatted(written++),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private void turn(AgentLoop loop) throws InterruptedException {
    clock.advance(Duration.ofMillis(500));
    loop.poll();
  }

  private List<Long> numbers() {
    return outlet.iterations.stream()
        .flatMap(batch -> batch.iterations().stream())
        .map(Iteration::number)
        .toList();
  }

  @Test
  void afterAKillEachPassComesOnceInBatchesThatCountOn() throws Exception {
    Random random = new Random(5);
    AgentLoop loop = start(true);
    for (int step = 0; step < 200; step++) {
      write(random.nextInt(4));
      turn(loop);
      if (random.nextInt(10) == 0) {
        outlet.kill();
        loop = start(true);
      }
    }
    turn(loop);
    turn(loop);
    turn(loop);

    assertThat(numbers()).containsExactlyElementsOf(LongStream.range(0, written).boxed().toList());
    List<Long> sequences = outlet.iterations.stream().map(IterationBatch::sequence).toList();
    assertThat(sequences)
        .containsExactlyElementsOf(LongStream.range(0, sequences.size()).boxed().toList());
    assertThat(outlet.iterations)
        .extracting(batch -> batch.origin().runId(), batch -> batch.origin().replica())
        .containsOnly(tuple("run1", 5));
    assertThat(counts.passes()).isGreaterThanOrEqualTo(written);
  }

  @Test
  void anotherRunCountsFromZeroAndReadsOn() throws Exception {
    AgentLoop loop = start(true);
    write(3);
    turn(loop);
    turn(loop);
    AgentLoop other = start(false);
    write(2);
    turn(other);
    turn(other);

    assertThat(numbers()).containsExactly(0L, 1L, 2L, 3L, 4L);
    List<String> named = new ArrayList<>();
    outlet.iterations.forEach(batch -> named.add(batch.origin().runId() + " " + batch.sequence()));
    assertThat(named).containsExactly("run1 0", "run2 0");
  }
}
