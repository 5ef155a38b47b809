package dev.ringside.core.assembly;

import static dev.ringside.core.assembly.PlayedPasses.assemble;
import static dev.ringside.core.assembly.PlayedPasses.outlines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.parallelism.Parallelism;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Step;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PassAssemblerTest {

  static final List<Step> STEPS =
      List.of(
          new Step(128, 1),
          new Step(1, 1),
          new Step(1, 1),
          new Step(40, 2),
          new Step(2, 2),
          new Step(4, 3));

  /** Every kind of place: both ends and the middle, with and without tensor ranks. */
  static Stream<Arguments> layouts() {
    return Stream.of(
            new ParallelLayout(2, 1, 1),
            new ParallelLayout(4, 1, 1),
            new ParallelLayout(1, 2, 1),
            new ParallelLayout(1, 4, 1),
            new ParallelLayout(2, 2, 1),
            new ParallelLayout(3, 3, 1))
        .map(Arguments::of);
  }

  static Stream<Arguments> layoutsAndHabits() {
    List<Habits> habits =
        List.of(
            Habits.VLLM_V0,
            Habits.VLLM,
            Habits.TRANSFORMERS,
            Habits.VLLM.rebuildingLast(),
            Habits.VLLM_V0.rebuildingLast().chatty(),
            Habits.VLLM.chatty(),
            Habits.VLLM_V0.anonymous(),
            Habits.VLLM.anonymous().chatty());
    return layouts().flatMap(l -> habits.stream().map(h -> Arguments.of(l.get()[0], h)));
  }

  @ParameterizedTest
  @MethodSource("layoutsAndHabits")
  void everyPlaceOfALayoutGetsItsPassesBack(ParallelLayout layout, Habits habits) {
    Deployment deployment = toy(layout, Engine.VLLM);
    SyntheticReplica replica = new SyntheticReplica(deployment, habits, STEPS);
    for (int rank : replica.ranks()) {
      List<ForwardPass> passes = assemble(deployment, rank, replica.calls(rank));
      assertThat(outlines(passes)).as("rank %d", rank).isEqualTo(PlayedPasses.of(replica, rank));
      assertThat(passes)
          .extracting(ForwardPass::tokens)
          .containsExactlyElementsOf(STEPS.stream().map(Step::tokens).toList());
      assertThat(passes)
          .extracting(ForwardPass::rows)
          .containsExactlyElementsOf(rows(layout, rank));
      assertThat(passes).extracting(ForwardPass::index).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
      assertThat(passes).allMatch(pass -> pass.rank() == rank && !pass.isLoose());
    }
  }

  /** Logits are visible where tensor ranks of the last stage gather them. */
  private static List<Long> rows(ParallelLayout layout, int rank) {
    boolean visible = layout.tensor() > 1 && layout.isLastStage(layout.stageOf(rank));
    return STEPS.stream().map(step -> visible ? step.rows() : -1L).toList();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void theEngineDoesNotDecideWhereAPassEnds(ParallelLayout layout) {
    for (Habits habits : List.of(Habits.VLLM_V0, Habits.VLLM, Habits.TRANSFORMERS)) {
      for (Engine declared : Habits.ENGINES) {
        if (declared.refusesStages(layout, "").isEmpty()) {
          Deployment deployment = toy(layout, declared);
          SyntheticReplica replica = new SyntheticReplica(deployment, habits, STEPS);
          for (int rank : replica.ranks()) {
            assertThat(outlines(assemble(deployment, rank, replica.calls(rank))))
                .isEqualTo(PlayedPasses.of(replica, rank));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void hiddenAllReducesLeaveThePassesWhereTheyAre(ParallelLayout layout) {
    Deployment deployment = toy(layout, Engine.VLLM);
    for (Habits habits : List.of(Habits.VLLM, Habits.VLLM.rebuildingLast(), Habits.VLLM_V0)) {
      SyntheticReplica replica = new SyntheticReplica(deployment, habits.hidingAllReduces(), STEPS);
      for (int rank : replica.ranks()) {
        List<ForwardPass> passes = assemble(deployment, rank, replica.calls(rank));
        assertThat(outlines(passes)).isEqualTo(PlayedPasses.of(replica, rank));
        boolean handsOver = layout.pipeline() > 1;
        assertThat(passes)
            .extracting(ForwardPass::tokens)
            .containsExactlyElementsOf(
                STEPS.stream().map(step -> handsOver ? step.tokens() : -1L).toList());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void callsWithoutSizesAreCutIntoPassesAllTheSame(ParallelLayout layout) {
    Deployment deployment = toy(layout, Engine.VLLM);
    for (Habits habits : List.of(Habits.VLLM, Habits.VLLM.rebuildingLast().anonymous())) {
      SyntheticReplica replica = new SyntheticReplica(deployment, habits.sizeless(), STEPS);
      for (int rank : replica.ranks()) {
        List<ForwardPass> passes = assemble(deployment, rank, replica.calls(rank));
        assertThat(outlines(passes)).isEqualTo(PlayedPasses.of(replica, rank));
        assertThat(passes).allMatch(pass -> pass.tokens() == -1 && pass.rows() == -1);
      }
    }
  }

  @Test
  void oneRankAloneHasNothingToEndAt() {
    Deployment alone = toy(new ParallelLayout(1, 1, 1), Engine.VLLM);
    Deployment pair = toy(new ParallelLayout(2, 1, 1), Engine.VLLM);
    List<CollectiveCall> calls = new SyntheticReplica(pair, Habits.VLLM, STEPS).calls(0);
    assertThat(assemble(alone, 0, calls))
        .singleElement()
        .satisfies(pass -> assertThat(pass.complete()).isFalse())
        .satisfies(pass -> assertThat(pass.calls()).isEqualTo(calls.size()));
  }

  @Test
  void aSingleWholePassIsComplete() {
    Deployment pair = toy(new ParallelLayout(2, 1, 1), Engine.VLLM);
    SyntheticReplica replica = new SyntheticReplica(pair, Habits.VLLM, STEPS.subList(0, 1));
    assertThat(assemble(pair, 0, replica.calls(0)))
        .singleElement()
        .satisfies(pass -> assertThat(pass.complete()).isTrue());
  }

  @Test
  void aFirstPassThatSaysItsWholeSentenceIsThereAtOnce() {
    Deployment pair = toy(new ParallelLayout(2, 1, 1), Engine.VLLM);
    SyntheticReplica replica = new SyntheticReplica(pair, Habits.VLLM, STEPS.subList(0, 1));
    PassAssembler assembler = new PassAssembler(pair, 0);
    assertThat(PlayedPasses.accept(assembler, replica.calls(0)))
        .extracting(ForwardPass::index)
        .containsExactly(0L);
    assertThat(assembler.finish()).isEmpty();
  }

  @Test
  void aFirstPassThatLacksCallsWaitsForTheSecond() {
    Deployment pair = toy(new ParallelLayout(2, 1, 1), Engine.VLLM);
    SyntheticReplica replica = new SyntheticReplica(pair, Habits.VLLM, STEPS.subList(0, 2));
    List<CollectiveCall> calls = replica.calls(0);
    calls = calls.subList(2, calls.size());
    PassAssembler assembler = new PassAssembler(pair, 0);
    assertThat(PlayedPasses.accept(assembler, calls.subList(0, calls.size() - 1))).isEmpty();
    assertThat(PlayedPasses.accept(assembler, calls.subList(calls.size() - 1, calls.size())))
        .extracting(ForwardPass::index)
        .containsExactly(0L, 1L);
    assertThat(assembler.finish()).isEmpty();
  }

  @Test
  void kindsNameParallelismGroupAndTransport() {
    Deployment deployment = toy(new ParallelLayout(2, 2, 1), Engine.VLLM);
    Habits unnamed = Habits.VLLM.anonymous();
    for (Habits habits : List.of(Habits.VLLM, unnamed)) {
      SyntheticReplica replica = new SyntheticReplica(deployment, habits, STEPS);
      ForwardPass pass = assemble(deployment, 2, replica.calls(2)).get(0);
      assertThat(pass.tallies().keySet())
          .allSatisfy(
              kind -> {
                boolean pair = kind.collective().isPointToPoint();
                assertThat(kind.parallelism()).isEqualTo(pair ? Parallelism.PP : Parallelism.TP);
                assertThat(kind.groupSize()).isEqualTo(2);
                assertThat(kind.transport()).isEqualTo(habits.transport());
              })
          .anySatisfy(kind -> assertThat(kind.collective()).isEqualTo(Collective.RECV));
    }
  }

  private static Deployment toy(ParallelLayout layout, Engine engine) {
    return Deployments.of(Deployments.TOY, engine, layout, OptionalInt.of(8));
  }
}
