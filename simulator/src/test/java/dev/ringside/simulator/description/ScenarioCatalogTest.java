package dev.ringside.simulator.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ringside.core.batch.BatchHeader;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.describe.yaml.BadDescriptionException;
import dev.ringside.simulator.description.PlayedScenario.Call;
import dev.ringside.simulator.fault.FaultKind;
import dev.ringside.simulator.play.Truth;
import dev.ringside.simulator.record.SeenCalls;
import dev.ringside.simulator.run.Simulation;
import dev.ringside.simulator.scenario.Scenario;
import dev.ringside.simulator.scenario.View;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario that comes with the program, played: its account balances, and what it promises to
 * go wrong does, from 20 s to 40 s and not before.
 */
class ScenarioCatalogTest {

  private static final Predicate<Call> REDUCES =
      call -> call.is(Collective.ALL_REDUCE) && call.isOnTensor();
  private static final Predicate<Call> GATHERS =
      call -> call.is(Collective.ALL_GATHER) && call.isOnTensor();
  private static final Predicate<Call> ON_TENSOR = Call::isOnTensor;
  private static final Predicate<Call> BY_NCCL =
      REDUCES.and(call -> call.signature().transport() == Transport.NCCL);
  private static final Predicate<Call> CUSTOM =
      REDUCES.and(call -> call.signature().transport() == Transport.CUSTOM_AR);
  private static final int LAYERS = 32;

  static Stream<String> sound() {
    List<String> kinds = Arrays.stream(FaultKind.values()).map(FaultKind::label).toList();
    return ScenarioCatalog.names().stream()
        .filter(name -> !kinds.contains(name) && !name.equals("custom-kernels-lost-on-a-node"));
  }

  @Test
  void everyScenarioSaysInALineWhatItIs() {
    assertThat(ScenarioCatalog.summaries().keySet())
        .containsAll(Arrays.stream(FaultKind.values()).map(FaultKind::label).toList())
        .contains("clean", "idle", "bursty", "cluster-1k");
    assertThat(ScenarioCatalog.summaries().values())
        .allSatisfy(line -> assertThat(line).isNotBlank().doesNotContain("\n").hasSizeLessThan(90));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> ScenarioCatalog.read("clear"))
        .isInstanceOf(BadDescriptionException.class)
        .hasMessageStartingWith("scenario \"clear\": known are clean, idle");
  }

  @ParameterizedTest
  @MethodSource("sound")
  void soundOnesServeAllThatIsAskedFor(String name) throws Exception {
    Scenario scenario = ScenarioCatalog.read(name);
    assertThat(scenario.faults()).isEmpty();
    if (name.equals("cluster-1k")) {
      theClusterRuns(scenario);
      return;
    }
    PlayedScenario played = new PlayedScenario(scenario);
    assertThat(played.seen.balances()).isTrue();
    assertThat(played.seen.sent()).isEqualTo(played.calls.size());
    if (scenario.agents().view() == View.FULL) {
      assertThat(played.seen.sent()).isEqualTo(played.seen.made());
    }
    assertThat(played.finished).isNotEmpty();
    assertThat(played.hangs).isEmpty();
  }

  /** Two seconds of it: a minute makes hundreds of millions of calls. */
  private static void theClusterRuns(Scenario scenario) throws Exception {
    assertThat(scenario.deployment().ranks()).isEqualTo(1024);
    long[] written = new long[1];
    SeenCalls seen =
        Simulation.of(scenario.lasting(2_000_000_000L), Truth.NONE)
            .run(
                (header, signatures, columns, from, to) -> written[0] += to - from,
                Simulation.Pace.NONE);
    assertThat(seen.balances()).isTrue();
    assertThat(seen.sent()).isEqualTo(written[0]).isGreaterThan(1_000_000);
  }

  @Test
  void idleTimeIsIdleAndBurstsAreBursts() throws Exception {
    PlayedScenario idle = new PlayedScenario(ScenarioCatalog.read("idle"));
    assertThat(idle.arrivals(20, 40)).isZero();
    assertThat(idle.count(0, 25, 39, ON_TENSOR)).isZero();
    PlayedScenario bursty = new PlayedScenario(ScenarioCatalog.read("bursty"));
    long most = 0;
    for (int second = 0; second < 56; second++) {
      most = Math.max(most, bursty.arrivals(second, second + 4));
    }
    assertThat(most).isGreaterThan(bursty.finished.size() / 5);
  }

  @Test
  void thePapersRequestRunsOncePerToken() throws Exception {
    PlayedScenario paper = new PlayedScenario(ScenarioCatalog.read("paper-tp2"));
    assertThat(paper.passes).hasSize(128);
    assertThat(paper.count(0, 0, 60, REDUCES)).isEqualTo(128L * (2 * LAYERS + 1));
    assertThat(paper.count(0, 0, 60, call -> call.is(Collective.GATHER))).isEqualTo(128);
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void whatIsPromisedGoesWrong(FaultKind kind) throws Exception {
    Scenario scenario = ScenarioCatalog.read(kind.label());
    assertThat(scenario.faults()).hasSize(1);
    assertThat(scenario.faults().get(0).kind()).isEqualTo(kind);
    PlayedScenario played = new PlayedScenario(scenario);
    assertThat(played.seen.balances()).isTrue();
    assertThat(played.seen.sent()).isEqualTo(played.calls.size());
    assertThat(played.finished).hasSizeGreaterThan(20);
    assertShows(kind, played);
  }

  private static void assertShows(FaultKind kind, PlayedScenario played) {
    switch (kind) {
      case SLOW_RANK -> slowRank(played);
      case SLOW_LINK -> slowLink(played);
      case NVLINK_TO_PCIE, CROSS_NODE_TP -> otherLinks(played);
      case CUSTOM_ALL_REDUCE_LOST -> customLost(played);
      case CUSTOM_ALL_REDUCE_GAINED -> customGained(played);
      case EXTRA_COLLECTIVES -> extraCollectives(played);
      case LAYOUT_GUESSED -> layoutGuessed(played);
      case DIFFERENT_TOKENS_SUMMED -> differentTokens(played);
      case EXPERTS_SUMMED_TWICE -> expertsTwice(played);
      case ENCODER_SUMMED_TWICE -> encoderTwice(played);
      case DRAFT_SUMMED_TWICE -> draftTwice(played);
      case OP_FLIP -> opFlip(played);
      case PADDING_BLOW_UP -> padding(played);
      case LOGITS_FP32 -> logits(played);
      case PP_SLICING_LOST -> slicing(played);
      case WRONG_LAYER_SPLIT -> layerSplit(played);
      case HANG_MISSING_RANK -> missingRank(played);
      case HANG_STUCK_KERNEL -> stuckKernel(played);
      case HANG_DESYNC -> restarts(kind, played);
      case DEAD_RANK -> deadRank(played);
      case IDLE_SERVER -> idleServer(played);
      case LOAD_SHIFT -> loadShift(played);
      case TELEMETRY_GAP -> telemetryGap(played);
      case CLOCK_JUMP -> clockJump(played);
      case LOST_RECORDS -> lostRecords(played);
    }
  }

  /** 61 layers, 58 with experts: as many gathers beside those of the experts' own, or none. */
  private static void layoutGuessed(PlayedScenario played) {
    Predicate<Call> gathers =
        call ->
            call.is(Collective.ALL_GATHER)
                && call.isOnTensor()
                && call.signature().elements() % 7168 == 0;
    List<Truth.Pass> all = played.passes.stream().filter(pass -> pass.replica() == 0).toList();
    for (Truth.Pass pass : all) {
      double atS = pass.times().startNs() / 1e9;
      boolean faulty = atS > 20.1 && atS < 39.9 && pass.wire().tokens() == 1;
      if (faulty || atS < 19.9 || atS > 40.1) {
        assertThat(played.inPass(0, pass, gathers)).as("%s", pass).isEqualTo(faulty ? 0 : 58);
      }
    }
    assertThat(played.passes(20.1, 39.9)).anyMatch(pass -> pass.wire().tokens() == 1);
  }

  /** One sum a pass, of the embedding, and three of shares: the model has three dense layers. */
  private static void differentTokens(PlayedScenario played) {
    for (Truth.Pass pass : ofFirst(played)) {
      long shared = (pass.wire().tokens() + 1) / 2 * 4096;
      Predicate<Call> ofShares = REDUCES.and(call -> call.signature().elements() == shared);
      boolean faulty = isDuring(pass);
      if (shared != pass.wire().tokens() * 4096) {
        assertThat(played.inPass(0, pass, ofShares)).as("%s", pass).isEqualTo(faulty ? 3 : 0);
      }
      assertThat(played.inPass(0, pass, REDUCES)).as("%s", pass).isEqualTo(faulty ? 4 : 1);
    }
  }

  /** 48 layers, each of which sums at its attention's end. */
  private static void expertsTwice(PlayedScenario played) {
    for (Truth.Pass pass : ofFirst(played)) {
      assertThat(played.inPass(0, pass, REDUCES)).isEqualTo(isDuring(pass) ? 2 * 48 + 1 : 48 + 1);
    }
  }

  /** 32 layers of the encoder; its rows have 1280 elements, those beside the text 3584. */
  private static void encoderTwice(PlayedScenario played) {
    int encoded = 0;
    for (Truth.Pass pass : ofFirst(played)) {
      long sums = played.inPass(0, pass, REDUCES) - (2 * 28 + 1);
      if (sums != 0) {
        encoded++;
        assertThat(sums).as("%s", pass).isEqualTo((isDuring(pass) ? 3 : 2) * 32 + 1);
      }
    }
    assertThat(encoded).isBetween(10, played.finished.size());
  }

  /** Three passes of 16 layers behind each of the target's 32. */
  private static void draftTwice(PlayedScenario played) {
    for (Truth.Pass pass : ofFirst(played)) {
      long drafted = isDuring(pass) ? 3 * 16 + 1 : 2 * 16 + 1;
      assertThat(played.inPass(0, pass, REDUCES)).isEqualTo(2 * LAYERS + 1 + 3 * drafted);
    }
  }

  /** Those of the first replica that were not dummies, well inside or outside the fault. */
  private static List<Truth.Pass> ofFirst(PlayedScenario played) {
    List<Truth.Pass> passes =
        played.passes.stream()
            .filter(pass -> pass.replica() == 0 && pass.content().requests() > 0)
            .filter(pass -> !near(pass, 20) && !near(pass, 40))
            .toList();
    assertThat(passes).anyMatch(ScenarioCatalogTest::isDuring).anyMatch(pass -> !isDuring(pass));
    return passes;
  }

  private static boolean near(Truth.Pass pass, double secondS) {
    return Math.abs(pass.times().startNs() / 1e9 - secondS) < 0.2;
  }

  private static boolean isDuring(Truth.Pass pass) {
    double atS = pass.times().startNs() / 1e9;
    return atS > 20 && atS < 40;
  }

  /** The other one waits; the slow one comes last and waits for nobody. */
  private static void slowRank(PlayedScenario played) {
    double before = played.meanSeconds(0, 1, 20, REDUCES) / played.meanSeconds(1, 1, 20, REDUCES);
    double then = played.meanSeconds(0, 20, 40, REDUCES) / played.meanSeconds(1, 20, 40, REDUCES);
    assertThat(before).isBetween(0.9, 1.1);
    assertThat(then).isGreaterThan(1.8);
  }

  private static void slowLink(PlayedScenario played) {
    Predicate<Call> large = BY_NCCL.and(call -> call.signature().elements() > 1 << 20);
    double before = played.meanSeconds(0, 1, 20, large);
    assertThat(played.meanSeconds(0, 20, 40, large)).isGreaterThan(2 * before);
  }

  /** Of one replica, on ranks 2 and 3; the other goes on. */
  private static void otherLinks(PlayedScenario played) {
    for (int rank : new int[] {2, 3}) {
      assertThat(played.count(rank, 0, 20, BY_NCCL)).isZero();
      assertThat(played.count(rank, 20.1, 40, REDUCES)).isPositive();
      assertThat(played.count(rank, 20.1, 40, REDUCES.and(BY_NCCL.negate()))).isZero();
      assertThat(played.meanSeconds(rank, 20.1, 40, REDUCES))
          .isGreaterThan(1.5 * played.meanSeconds(rank, 1, 20, REDUCES));
    }
    assertThat(played.count(0, 0, 60, BY_NCCL)).isZero();
  }

  private static void customLost(PlayedScenario played) {
    assertThat(played.count(0, 0, 20, CUSTOM)).isPositive();
    assertThat(played.count(0, 20.1, 40, CUSTOM)).isZero();
    assertThat(played.count(0, 20.1, 40, BY_NCCL)).isPositive();
    assertThat(played.count(0, 40.1, 60, CUSTOM)).isPositive();
  }

  private static void customGained(PlayedScenario played) {
    assertThat(played.count(0, 0, 20, CUSTOM)).isZero();
    assertThat(played.count(0, 20.1, 40, CUSTOM)).isPositive();
    assertThat(played.count(0, 40.1, 60, CUSTOM)).isZero();
  }

  private static void extraCollectives(PlayedScenario played) {
    played
        .passes(0, 20)
        .limit(20)
        .forEach(pass -> assertThat(played.inPass(0, pass, REDUCES)).isEqualTo(2 * LAYERS + 1));
    played
        .passes(20, 40)
        .limit(20)
        .forEach(pass -> assertThat(played.inPass(0, pass, REDUCES)).isEqualTo(3 * LAYERS + 1));
  }

  private static void opFlip(PlayedScenario played) {
    played
        .passes(20, 40)
        .limit(20)
        .forEach(
            pass -> {
              assertThat(played.inPass(0, pass, REDUCES)).isZero();
              assertThat(played.inPass(0, pass, call -> call.is(Collective.REDUCE_SCATTER)))
                  .isEqualTo(2 * LAYERS + 1);
              assertThat(played.inPass(0, pass, GATHERS)).isEqualTo(2 * LAYERS + 2);
            });
    assertThat(played.count(0, 0, 20, call -> call.is(Collective.REDUCE_SCATTER))).isZero();
  }

  private static void padding(PlayedScenario played) {
    assertThat(played.passes(20, 40))
        .isNotEmpty()
        .allMatch(pass -> pass.wire().tokens() >= 4 * pass.content().tokens());
    assertThat(played.passes(0, 20))
        .isNotEmpty()
        .allMatch(pass -> pass.wire().tokens() < pass.content().tokens() + 16);
  }

  private static void logits(PlayedScenario played) {
    Predicate<Call> single = GATHERS.and(call -> call.signature().dataType() == DataType.FLOAT);
    assertThat(played.count(0, 20.1, 40, single))
        .isPositive()
        .isEqualTo(played.count(0, 20.1, 40, GATHERS));
    assertThat(played.count(0, 0, 20, single) + played.count(0, 40.1, 60, single)).isZero();
  }

  /** Whole sends, twice as large, and no all-gather on the next stage but that of the logits. */
  private static void slicing(PlayedScenario played) {
    double reduces = LAYERS;
    assertThat(played.count(2, 0, 20, GATHERS) / (played.count(2, 0, 20, REDUCES) / reduces))
        .isCloseTo(3, within(0.05));
    assertThat(played.count(2, 20.1, 40, GATHERS) / (played.count(2, 20.1, 40, REDUCES) / reduces))
        .isCloseTo(1, within(0.05));
    List<Call> sends = played.calls(0, 20.1, 40, call -> call.is(Collective.SEND));
    long hidden = 4096;
    assertThat(sends).isNotEmpty();
    assertThat(sends)
        .allMatch(
            send ->
                played.passes.stream()
                    .anyMatch(p -> p.wire().tokens() * hidden == send.signature().elements()));
  }

  private static void layerSplit(PlayedScenario played) {
    assertThat((double) played.count(0, 0, 20, REDUCES) / played.count(2, 0, 20, REDUCES))
        .isCloseTo(33.0 / 32, within(0.02));
    assertThat((double) played.count(0, 20.1, 40, REDUCES) / played.count(2, 20.1, 40, REDUCES))
        .isCloseTo(25.0 / 40, within(0.02));
  }

  private static void missingRank(PlayedScenario played) {
    assertThat(played.longestPauseS()).isBetween(12.0, 20.1);
    assertThat(played.calls(0, 20, 40, call -> call.seconds() > 12)).hasSize(1);
    assertThat(played.calls(1, 0, 60, call -> call.seconds() > 1)).isEmpty();
    assertThat(played.passes(40.1, 60)).isNotEmpty();
  }

  private static void stuckKernel(PlayedScenario played) {
    assertThat(played.longestPauseS()).isBetween(12.0, 20.1);
    assertThat(played.calls(0, 20, 40, call -> call.seconds() > 12)).hasSize(1);
    assertThat(played.calls(1, 20, 40, call -> call.seconds() > 12)).hasSize(1);
  }

  private static void restarts(FaultKind kind, PlayedScenario played) {
    assertThat(played.hangs).hasSize(1);
    assertThat(played.hangs.get(0).kind()).isEqualTo(kind);
    assertThat(played.restarts).containsExactly(40_000_000_000L);
    assertThat(played.longestPauseS()).isGreaterThan(12);
    assertThat(played.passes(40, 60)).isNotEmpty();
    assertThat(played.count(0, 40, 60, ON_TENSOR))
        .isPositive()
        .isEqualTo(played.count(1, 40, 60, ON_TENSOR));
  }

  private static void deadRank(PlayedScenario played) {
    restarts(FaultKind.DEAD_RANK, played);
    assertThat(played.headers)
        .anyMatch(header -> header.rank() == 1 && header.runId().endsWith("-r1"));
  }

  private static void idleServer(PlayedScenario played) {
    assertThat(played.arrivals(20, 40)).isZero();
    assertThat(played.arrivals(0, 20)).isPositive();
    assertThat(played.arrivals(40, 60)).isPositive();
  }

  private static void loadShift(PlayedScenario played) {
    long outside = played.arrivals(0, 20) + played.arrivals(40, 60);
    assertThat(played.arrivals(20, 40)).isGreaterThan(outside);
  }

  private static void telemetryGap(PlayedScenario played) {
    assertThat(played.seen.unwatched()).isPositive();
    for (int rank : new int[] {2, 3}) {
      assertThat(played.count(rank, 20.1, 39.9, ON_TENSOR)).isZero();
      assertThat(played.count(rank, 40.1, 60, ON_TENSOR)).isPositive();
    }
    assertThat(played.count(0, 20.1, 39.9, ON_TENSOR)).isPositive();
    assertThat(played.headers.stream().filter(header -> header.runId().endsWith("-r1")))
        .isNotEmpty()
        .allMatch(header -> header.rank() >= 2);
  }

  private static void clockJump(PlayedScenario played) {
    assertThat(played.count(2, 61, 71, ON_TENSOR)).isPositive();
    assertThat(played.count(0, 60, 100, ON_TENSOR)).isZero();
    long start = Scenario.DEFAULT_START_NS;
    assertThat(emptyAt(played, 2)).anyMatch(ns -> ns > start + 61_000_000_000L);
    assertThat(emptyAt(played, 0)).noneMatch(ns -> ns > start + 60_100_000_000L);
  }

  private static Stream<Long> emptyAt(PlayedScenario played, int rank) {
    return played.headers.stream()
        .filter(header -> header.rank() == rank)
        .map(BatchHeader::firstStartNs);
  }

  private static void lostRecords(PlayedScenario played) {
    assertThat(played.seen.lost()).isPositive();
    assertThat(gaps(played, 2) + gaps(played, 3)).isPositive();
    assertThat(gaps(played, 0) + gaps(played, 1)).isZero();
  }

  private static long gaps(PlayedScenario played, int rank) {
    List<Long> numbers =
        played.headers.stream()
            .filter(header -> header.rank() == rank)
            .map(BatchHeader::batchSequence)
            .toList();
    return numbers.get(numbers.size() - 1) + 1 - numbers.size();
  }
}
