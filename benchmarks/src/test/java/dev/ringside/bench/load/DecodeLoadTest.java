package dev.ringside.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringside.core.assembly.PassAssembler;
import dev.ringside.core.batch.CallColumns;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.pass.BlockPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeLoadTest {

  private static final long START_NS = 1_800_000_000_000_000_000L;
  private static final LoadShape SMALL = new LoadShape(2, 2, 4, List.of(8, 32), 3, 1_000);

  @Test
  void everyRankMakesEveryPassWhole() throws Exception {
    Map<String, Integer> calls = new HashMap<>();
    load(SMALL)
        .passes(
            7,
            batch ->
                calls.merge(
                    batch.header().deployment() + "/" + batch.header().rank(),
                    batch.calls().size(),
                    Integer::sum));

    assertThat(calls).hasSize(16).containsKeys("bench-2x4-0000/0", "bench-2x4-0001/7");
    assertThat(calls.values()).containsOnly(7 * DecodeLoad.CALLS_A_PASS);
  }

  @Test
  void batchesOfARankAreNumberedWithoutGaps() throws Exception {
    List<Long> numbers = new ArrayList<>();
    load(SMALL)
        .passes(
            9,
            batch -> {
              if (batch.header().deployment().equals("bench-2x4-0001")
                  && batch.header().rank() == 5) {
                numbers.add(batch.header().batchSequence());
                assertThat(batch.header().replica()).isEqualTo(1);
              }
            });

    assertThat(numbers).containsExactly(0L, 1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(ints = {LoadShape.NANOSECOND, LoadShape.MICROSECOND})
  void timesAreTicksInOrderThatEncodingDoesNotChange(int tickNs) throws Exception {
    load(SMALL.withTick(tickNs))
        .passes(
            30,
            batch -> {
              CallColumns calls = batch.calls();
              for (int row = 0; row < calls.size(); row++) {
                assertThat(calls.startNs(row) % tickNs).isZero();
                assertThat(calls.durationNs(row) % tickNs).isZero();
                assertThat(calls.durationNs(row)).isBetween(14_000L, 19_000L);
                if (row > 0) {
                  assertThat(calls.startNs(row)).isGreaterThanOrEqualTo(calls.endNs(row - 1));
                }
              }
            });
  }

  @Test
  void theSameLoadAtAnotherTimeMakesTheSameCalls() throws Exception {
    List<Long> one = durations(START_NS);
    List<Long> later = durations(START_NS + 3_600_000_000_000L);

    assertThat(later).isEqualTo(one).hasSizeGreaterThan(1000);
  }

  private static List<Long> durations(long startNs) throws Exception {
    List<Long> durations = new ArrayList<>();
    new DecodeLoad(SMALL, "run", startNs)
        .passes(
            2,
            batch -> {
              for (int row = 0; row < batch.calls().size(); row++) {
                durations.add(batch.calls().durationNs(row));
              }
            });
    return durations;
  }

  @Test
  void aPassIsWhatTheModelCommunicates() throws Exception {
    DecodeLoad load = load(SMALL);
    Deployment deployment = load.deployments().get(0);
    PassAssembler assembler = new PassAssembler(deployment, 0);
    List<BlockPart> passes = new ArrayList<>();
    load.passes(
        6,
        batch -> {
          if (batch.header().deployment().equals(deployment.name()) && batch.header().rank() == 0) {
            assembler
                .accept(batch.signatures(), batch.calls())
                .forEach(
                    block ->
                        IntStream.range(0, block.size())
                            .forEach(i -> passes.add(block.whole().part(i, i + 1))));
          }
        });

    assertThat(passes).hasSize(6);
    assertThat(passes).extracting(pass -> pass.calls()).containsOnly(162L);
    assertThat(passes)
        .extracting(pass -> pass.block().tokens())
        .containsExactly(8L, 32L, 8L, 32L, 8L, 32L);
    assertThat(passes)
        .extracting(pass -> pass.block().rows())
        .containsExactly(8L, 32L, 8L, 32L, 8L, 32L);
  }

  @Test
  void thereIsAModelForACommunicatorOfThousands() {
    assertThat(load(new LoadShape(1, 1, 4096, List.of(16), 1, 1_000)).deployments().get(0).ranks())
        .isEqualTo(4096);
  }

  @Test
  void aSizeTwiceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(new LoadShape(1, 1, 8, List.of(16, 16), 1, 1)))
        .withMessageContaining("[16, 16]");
  }

  private static DecodeLoad load(LoadShape shape) {
    return new DecodeLoad(shape, "run-1", START_NS);
  }
}
