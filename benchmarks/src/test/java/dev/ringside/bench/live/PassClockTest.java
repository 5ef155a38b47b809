package dev.ringside.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.bench.load.LoadShape;
import dev.ringside.bench.load.SimulatedLoad;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassClockTest {

  private static final long START_NS = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final LoadShape PAIR =
      new LoadShape(1, 1, 2, List.of(16), 5, LoadShape.MICROSECOND);

  private final PassClock clock = new PassClock(162);
  private final List<Long> firstStarts = new ArrayList<>();
  private final String deployment;

  PassClockTest() throws Exception {
    SimulatedLoad load = new SimulatedLoad(PAIR, "run", START_NS);
    deployment = load.deployments().get(0).name();
    load.passes(
        10,
        batch -> {
          clock.made(batch);
          firstStarts.add(batch.calls().startNs(0));
        });
  }

  @Test
  void aPassIsCountedOnceTheCounterHoldsAllItsRanksCalls() {
    clock.counted(deployment, 2 * 162 - 1, START_NS + 9 * SECOND);
    assertThat(clock.seconds()).isEmpty();

    clock.counted(deployment, 2 * 162, START_NS + 10 * SECOND);
    assertThat(clock.seconds()).hasSize(1);
    long first = Math.min(firstStarts.get(0), firstStarts.get(1));
    assertThat(clock.seconds().get(0)).isEqualTo((START_NS + 10 * SECOND - first) / 1e9);
    assertThat(clock.outstanding()).isEqualTo(9);
  }

  @Test
  void eachPassIsTimedFromItsOwnStart() {
    clock.counted(deployment, 10 * 2 * 162, START_NS + 20 * SECOND);

    assertThat(clock.outstanding()).isZero();
    assertThat(clock.calls()).isEqualTo(10 * 2 * 162);
    assertThat(clock.seconds()).hasSize(10).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(clock.seconds().get(0)).isBetween(19.9, 20.0);
    assertThat(clock.seconds().get(9)).isBetween(19.0, 19.9);
  }

  @Test
  void othersCallsCountForNobody() {
    clock.counted("other", 1_000_000, START_NS);
    assertThat(clock.outstanding()).isEqualTo(10);
  }
}
