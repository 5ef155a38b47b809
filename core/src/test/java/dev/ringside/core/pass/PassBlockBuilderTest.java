package dev.ringside.core.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassBlockBuilderTest {

  private static final int FINEST = new CallTally().durations().scale();

  private final PassBlockBuilder builder = new PassBlockBuilder();

  private static CallKind kind(Collective collective, long elements) {
    return new CallKind(Parallelism.TP, collective, elements, DataType.BFLOAT16, Transport.NCCL, 2);
  }

  private static CallTally tally(int scale, long... durationsNs) {
    CallTally tally = new CallTally(0, 0, new ExponentialHistogram(scale));
    for (long durationNs : durationsNs) {
      tally.add(durationNs);
    }
    return tally;
  }

  private static ForwardPass pass(long index, long tokens) {
    return pass(index, tokens, true, Map.of(kind(Collective.ALL_REDUCE, tokens * 8), 100 + index));
  }

  private static ForwardPass pass(
      long index, long tokens, boolean complete, Map<CallKind, Long> durations) {
    Map<CallKind, CallTally> tallies = new HashMap<>();
    durations.forEach((kind, ns) -> tallies.put(kind, tally(FINEST, ns, ns)));
    return new ForwardPass(0, index, tokens, 1, 1_000 * (index + 1), complete, tallies);
  }

  private List<PassBlock> blocksOf(ForwardPass... passes) {
    for (ForwardPass pass : passes) {
      builder.add(pass);
    }
    return builder.take();
  }

  @Test
  void passesThatAreAlikeMakeOneBlock() {
    List<PassBlock> blocks = blocksOf(pass(4, 16), pass(5, 16), pass(6, 16));

    assertThat(blocks).hasSize(1);
    PassBlock block = blocks.get(0);
    assertThat(block.size()).isEqualTo(3);
    assertThat(block.firstIndex()).isEqualTo(4);
    assertThat(block.endNs(2)).isEqualTo(7_000);
    assertThat(block.tallies().get(0).durationNs(1)).isEqualTo(2 * 105);
    assertThat(Passes.of(block)).extracting(ForwardPass::index).containsExactly(4L, 5L, 6L);
  }

  @Test
  void anotherSizeRowCompletenessOrRankBeginsABlock() {
    ForwardPass first = pass(0, 16);
    ForwardPass rows = new ForwardPass(0, 1, 16, 2, 2_000, true, first.tallies());
    ForwardPass cut = new ForwardPass(0, 2, 16, 2, 3_000, false, first.tallies());
    ForwardPass elsewhere = new ForwardPass(1, 3, 16, 2, 4_000, false, first.tallies());

    assertThat(blocksOf(first, rows, cut, elsewhere, pass(4, 32))).hasSize(5);
  }

  @Test
  void aGapInTheNumbersBeginsABlock() {
    assertThat(blocksOf(pass(0, 16), pass(1, 16), pass(3, 16)))
        .extracting(PassBlock::firstIndex, PassBlock::size)
        .containsExactly(tuple(0L, 2), tuple(3L, 1));
  }

  @Test
  void anotherSetOfKindsBeginsABlock() {
    CallKind reduce = kind(Collective.ALL_REDUCE, 128);
    CallKind gather = kind(Collective.ALL_GATHER, 64);

    List<PassBlock> blocks =
        blocksOf(
            pass(0, 16, true, Map.of(reduce, 10L)),
            pass(1, 16, true, Map.of(reduce, 10L, gather, 20L)),
            pass(2, 16, true, Map.of(gather, 20L)));

    assertThat(blocks).extracting(block -> block.kinds().size()).containsExactly(1, 2, 1);
  }

  /** Rows of one block share a scale, because their buckets are compared place by place. */
  @Test
  void aCoarserHistogramBeginsABlock() {
    CallKind reduce = kind(Collective.ALL_REDUCE, 128);
    ForwardPass coarse =
        new ForwardPass(0, 1, 16, 1, 2_000, true, Map.of(reduce, tally(FINEST - 1, 10)));

    assertThat(blocksOf(pass(0, 16, true, Map.of(reduce, 10L)), coarse))
        .extracting(block -> block.tallies().get(0).scale())
        .containsExactly(FINEST, FINEST - 1);
  }

  @Test
  void looseCallsAreABlockEach() {
    ForwardPass loose = pass(ForwardPass.NO_INDEX, 16);

    assertThat(blocksOf(loose, loose)).hasSize(2).allMatch(PassBlock::isLoose);
  }

  @Test
  void whatWasTakenIsNotGivenAgain() {
    assertThat(blocksOf(pass(0, 16))).hasSize(1);
    assertThat(builder.take()).isEmpty();
    assertThat(blocksOf(pass(1, 16))).extracting(PassBlock::firstIndex).containsExactly(1L);
  }

  /** The assembler refills its tallies for the next pass. */
  @Test
  void whatItWasGivenIsCopied() {
    CallKind reduce = kind(Collective.ALL_REDUCE, 128);
    CallTally reused = tally(FINEST, 50);
    builder.add(new ForwardPass(0, 0, 16, 1, 1_000, true, Map.of(reduce, reused)));
    reused.clear();
    reused.add(70);
    builder.add(new ForwardPass(0, 1, 16, 1, 2_000, true, Map.of(reduce, reused)));
    reused.clear();

    PassBlock block = builder.take().get(0);
    assertThat(block.tallies().get(0).durationNs(0)).isEqualTo(50);
    assertThat(block.tallies().get(0).durationNs(1)).isEqualTo(70);
  }

  /** Law: the blocks' passes are the passes that were added, and no two blocks could be one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingIsLostAndNoBlockIsCutTooSoon(long seed) {
    Random random = new Random(seed);
    List<ForwardPass> added = new ArrayList<>();
    long index = 0;
    for (int i = 0; i < 300; i++) {
      index += random.nextInt(20) == 0 ? 2 : 1;
      long tokens = random.nextInt(10) == 0 ? 32 : 16;
      added.add(
          pass(
              index,
              tokens,
              random.nextInt(30) != 0,
              Map.of(kind(Collective.ALL_REDUCE, tokens * 8), 1L + random.nextInt(1_000_000))));
    }

    List<PassBlock> blocks = PassBlock.of(added);

    List<ForwardPass> given = blocks.stream().flatMap(block -> Passes.of(block).stream()).toList();
    assertThat(given).extracting(ForwardPass::index).isEqualTo(map(added, ForwardPass::index));
    assertThat(given).extracting(ForwardPass::endNs).isEqualTo(map(added, ForwardPass::endNs));
    assertThat(map(given, PassBlockBuilderTest::durationNs))
        .isEqualTo(map(added, PassBlockBuilderTest::durationNs));
    for (int i = 1; i < blocks.size(); i++) {
      PassBlock before = blocks.get(i - 1);
      PassBlock after = blocks.get(i);
      assertThat(
              before.endIndex() == after.firstIndex()
                  && before.tokens() == after.tokens()
                  && before.complete() == after.complete())
          .isFalse();
    }
  }

  private static long durationNs(ForwardPass pass) {
    return pass.tallies().values().stream().mapToLong(CallTally::durationNs).sum();
  }

  private static <T> List<T> map(List<ForwardPass> passes, Function<ForwardPass, T> figure) {
    return passes.stream().map(figure).toList();
  }
}
