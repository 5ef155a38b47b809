package dev.ringside.flink.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.account.Account;
import dev.ringside.core.bound.Bound;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.Transport;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.grammar.Purpose;
import dev.ringside.core.grammar.StepSizes;
import dev.ringside.core.grammar.StepSizes.Beside;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.CallKind;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.pass.PassBlock;
import dev.ringside.core.pass.Slip;
import dev.ringside.core.statistics.CallTally;
import dev.ringside.core.statistics.ExponentialHistogram;
import dev.ringside.core.stream.RankEvent;
import dev.ringside.core.stream.RankEvent.Heard;
import dev.ringside.core.stream.RankEvent.Poison;
import dev.ringside.core.stream.RankEvent.Repeat;
import dev.ringside.core.stream.RankEvent.Sender;
import dev.ringside.core.stream.RankEvent.Slice;
import dev.ringside.core.synthetic.Deployments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RankEventCodecTest {

  /** More kinds than are found by sight, and equal ones that are not the same object. */
  @Test
  void manyKindsKeepTheirTallies() {
    Slice slice = slice(passes(4, 30));
    assertThat(Books.factsOf(Books.RANK_EVENT.restored(slice))).isEqualTo(Books.factsOf(slice));
  }

  @Test
  void aKindIsWrittenOnceHoweverManyPassesHaveIt() {
    int one = Books.RANK_EVENT.bytes(slice(passes(1, 2))).length;
    int hundred = Books.RANK_EVENT.bytes(slice(passes(100, 2))).length;
    assertThat((hundred - one) / 99).isLessThan(60);
  }

  @Test
  void extremesSurvive() {
    ExponentialHistogram wide = new ExponentialHistogram(2);
    wide.record(0, 7);
    wide.record(1, Bound.TOTAL_CALLS.most() - 100);
    wide.record(Long.MAX_VALUE, 3);
    CallTally tally = new CallTally(wide.count(), Long.MAX_VALUE, wide);
    ForwardPass first =
        new ForwardPass(7, -1, -1, -1, Long.MIN_VALUE, false, Map.of(kind(-1), tally));
    ForwardPass second =
        new ForwardPass(7, 1L << 40, 1, 0, Long.MAX_VALUE, true, Map.of(kind(5), new CallTally()));

    Slice slice = slice(List.of(first, second));

    assertThat(Books.factsOf(Books.RANK_EVENT.restored(slice))).isEqualTo(Books.factsOf(slice));
  }

  @Test
  void slipsAndWhatAStepRanBesideSurvive() {
    Slip missing =
        new Slip(
            Slip.Kind.MISSING, Purpose.LAYER, 3, 3, 1, Optional.of(kind(7)), Optional.empty(), 2);
    Slip moved =
        new Slip(
            Slip.Kind.MOVED,
            Purpose.ENCODER,
            -1,
            -1,
            -1,
            Optional.of(kind(7)),
            Optional.of(kind(8)),
            1);
    Beside beside = new Beside(300, List.of(48L, 96L), List.of(12L), List.of(39L), 4);
    StepSizes sizes = new StepSizes(304, 1, List.of(), 304, 1, beside);
    Map<CallKind, CallTally> tallies = Map.of(kind(5), new CallTally());
    ForwardPass slipped =
        new ForwardPass(7, 3, sizes, 1_000, true, tallies, List.of(missing, moved));
    ForwardPass plain = new ForwardPass(7, 4, new StepSizes(1, 1), 2_000, true, tallies);

    Slice restored = (Slice) Books.RANK_EVENT.restored(slice(List.of(slipped, plain)));

    assertThat(restored.passes())
        .extracting(PassBlock::slips)
        .containsExactly(List.of(missing, moved), List.of());
    assertThat(restored.passes())
        .extracting(PassBlock::sizes)
        .containsExactly(sizes, new StepSizes(1, 1));
    assertThat(restored.passes()).allMatch(PassBlock::complete);
  }

  @Test
  void whatIsNoSliceComesOutAsItWentIn() {
    List<RankEvent> events =
        List.of(
            new Poison("d", 7),
            new Repeat(
                new Sender("d", 1, 3, "run", List.of()),
                Optional.empty(),
                new Heard(7, 8),
                Account.duplicate(5)),
            new Repeat(
                new Sender("", 0, 0, "", List.of(0, 1)),
                Optional.of(Deployments.toy(Engine.VLLM, 2, 1)),
                new Heard(Long.MIN_VALUE, -1),
                Account.rejected("out_of_order", 2)));
    assertThat(events.stream().map(Books.RANK_EVENT::restored)).isEqualTo(events);
  }

  private static List<ForwardPass> passes(int count, int kinds) {
    List<ForwardPass> passes = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Map<CallKind, CallTally> tallies = new HashMap<>();
      for (int kind = 0; kind < kinds; kind++) {
        CallTally tally = new CallTally();
        for (int call = 0; call < 20; call++) {
          tally.add(15_000 + 100L * call + kind);
        }
        tallies.put(kind(kind), tally);
      }
      passes.add(new ForwardPass(3, index, 16, 16, 1_000_000L * index, true, tallies));
    }
    return passes;
  }

  private static CallKind kind(long elements) {
    return new CallKind(
        Parallelism.TP, Collective.ALL_REDUCE, elements, DataType.BFLOAT16, Transport.NCCL, 8);
  }

  private static Slice slice(List<ForwardPass> passes) {
    long calls = passes.stream().mapToLong(ForwardPass::calls).sum();
    return new Slice(
        new Sender("d", 1, 3, "run", List.of(0, 3)),
        Optional.empty(),
        new Heard(5, 6),
        true,
        Slice.NO_GAP,
        PassBlock.of(passes),
        Account.observed(calls));
  }
}
