package dev.ringside.simulator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.simulator.chance.Dice;
import dev.ringside.simulator.workload.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the engine: bounds hold, every token is computed once, every request ends. */
class SchedulersProperties {

  private static final long BUDGET = 300;
  private static final int SEATS = 7;

  private static SchedulerSettings settings(boolean chunks, int drafted, boolean async) {
    return new SchedulerSettings(SEATS, BUDGET, chunks, drafted, 0.5, async);
  }

  private static List<Request> requests(long seed) {
    Dice dice = Dice.of(seed);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int prompt = (int) dice.between(1, 900);
      requests.add(
          new Request(
              i,
              0,
              prompt,
              (int) dice.between(1, 40),
              (int) dice.between(0, prompt),
              dice.unit() < 0.4));
    }
    return requests;
  }

  private static Scheduler scheduler(String engine, SchedulerSettings settings) {
    BiFunction<SchedulerSettings, Dice, Scheduler> kind =
        switch (engine) {
          case "continuous" -> ContinuousBatching::new;
          case "prefill-first" -> PrefillFirst::new;
          default -> StaticBatching::new;
        };
    return kind.apply(settings, Dice.of(5));
  }

  @ParameterizedTest
  @CsvSource({
    "continuous,true,0,false", "continuous,true,0,true", "continuous,true,3,true",
    "prefill-first,true,0,true", "prefill-first,true,2,false", "prefill-first,false,0,false",
    "static,false,0,false"
  })
  void everyTokenOnceAndEveryRequestEnds(
      String engine, boolean chunks, int drafted, boolean async) {
    for (long seed = 1; seed <= 20; seed++) {
      serveAll(engine, chunks, drafted, async, requests(seed));
    }
  }

  private static void serveAll(
      String engine, boolean chunks, int drafted, boolean async, List<Request> requests) {
    Scheduler scheduler = scheduler(engine, settings(chunks, drafted, async));
    long wanted = requests.stream().mapToLong(r -> r.promptTokens() - r.cachedTokens()).sum();
    requests.forEach(scheduler::admit);
    List<Request> finished = new ArrayList<>();
    long prompts = 0;
    long now = 0;
    for (Batch batch = scheduler.next(); !batch.isEmpty(); batch = scheduler.next()) {
      assertThat(batch.size()).isLessThanOrEqualTo(SEATS);
      if (chunks && engine.equals("continuous")) {
        assertThat(batch.tokens()).isLessThanOrEqualTo(BUDGET);
      }
      if (!engine.equals("continuous")) {
        boolean mixed =
            IntStream.range(0, batch.size()).mapToObj(batch::isPrompt).distinct().count() > 1;
        assertThat(mixed).isFalse();
      }
      prompts += batch.promptTokens();
      finished.addAll(scheduler.complete(batch, ++now));
      assertThat(now).as("it goes on for ever").isLessThan(100_000);
      assertThat(scheduler.population()).isEqualTo(requests.size() - finished.size());
    }
    assertThat(prompts).isEqualTo(wanted);
    assertThat(finished).containsExactlyInAnyOrderElementsOf(requests);
    assertThat(requests).allMatch(r -> r.generatedTokens() == r.outputTokens());
    assertThat(scheduler.population()).isZero();
  }

  /** A stop token nobody foresaw costs one pass more when the next step is scheduled already. */
  @Test
  void aStopTokenCostsAPassUnderAsynchronousScheduling() {
    for (boolean async : new boolean[] {false, true}) {
      Scheduler scheduler = scheduler("continuous", settings(true, 0, async));
      scheduler.admit(new Request(0, 0, 10, 5, 0, true));
      int passes = 0;
      for (Batch batch = scheduler.next(); !batch.isEmpty(); batch = scheduler.next()) {
        scheduler.complete(batch, ++passes);
      }
      assertThat(passes).isEqualTo(async ? 6 : 5);
    }
  }

  @Test
  void aRequestWaitsForItsTokenWhilePassesAreUnderWay() {
    Scheduler scheduler = scheduler("continuous", settings(true, 0, false));
    scheduler.admit(new Request(0, 0, 10, 5, 0, false));
    Batch first = scheduler.next();
    assertThat(scheduler.next().isEmpty()).isTrue();
    scheduler.admit(new Request(1, 0, 20, 5, 0, false));
    Batch second = scheduler.next();
    assertThat(second.promptTokens()).isEqualTo(20);
    scheduler.complete(first, 1);
    assertThat(scheduler.next().size()).isEqualTo(1);
  }

  @Test
  void prefillAndDecodeShareAPass() {
    Scheduler scheduler = scheduler("continuous", settings(true, 0, false));
    scheduler.admit(new Request(0, 0, 10, 5, 0, false));
    scheduler.complete(scheduler.next(), 1);
    scheduler.admit(new Request(1, 0, 1000, 5, 0, false));
    Batch mixed = scheduler.next();
    assertThat(mixed.tokens()).isEqualTo(BUDGET);
    assertThat(mixed.promptTokens()).isEqualTo(BUDGET - 1);
    assertThat(mixed.sampledRequests()).isEqualTo(1);
    assertThat(mixed.logitsRows()).isEqualTo(2);
  }

  @Test
  void aRestartForgetsAll() {
    for (String engine : List.of("continuous", "prefill-first", "static")) {
      Scheduler scheduler = scheduler(engine, settings(true, 0, true));
      requests(3).forEach(scheduler::admit);
      scheduler.complete(scheduler.next(), 1);
      int here = scheduler.population();
      assertThat(scheduler.abort()).isEqualTo(here);
      assertThat(scheduler.population()).isZero();
      assertThat(scheduler.next().isEmpty()).isTrue();
    }
  }
}
