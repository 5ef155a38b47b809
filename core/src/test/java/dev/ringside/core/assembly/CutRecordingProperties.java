package dev.ringside.core.assembly;

import static dev.ringside.core.assembly.PlayedPasses.assemble;
import static dev.ringside.core.assembly.PlayedPasses.outline;
import static dev.ringside.core.assembly.PlayedPasses.outlines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.assembly.PlayedPasses.Outline;
import dev.ringside.core.collective.CollectiveCall;
import dev.ringside.core.deployment.Deployment;
import dev.ringside.core.deployment.Engine;
import dev.ringside.core.parallelism.ParallelLayout;
import dev.ringside.core.pass.ForwardPass;
import dev.ringside.core.synthetic.Deployments;
import dev.ringside.core.synthetic.Habits;
import dev.ringside.core.synthetic.SyntheticReplica;
import dev.ringside.core.synthetic.SyntheticReplica.Issued;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A recording that begins or ends anywhere, batches that end anywhere, restarts anywhere. */
class CutRecordingProperties {

  static Stream<Arguments> places() {
    List<Habits> habits =
        List.of(
            Habits.VLLM,
            Habits.VLLM_V0.rebuildingLast(),
            Habits.VLLM.anonymous(),
            Habits.VLLM.rebuildingLast().hidingAllReduces());
    return PassAssemblerTest.layouts()
        .map(arguments -> (ParallelLayout) arguments.get()[0])
        .flatMap(layout -> habits.stream().map(habit -> replica(layout, habit)))
        .flatMap(replica -> replica.ranks().stream().map(rank -> Arguments.of(replica, rank)));
  }

  private static SyntheticReplica replica(ParallelLayout layout, Habits habits) {
    Deployment deployment = Deployments.of(Deployments.TOY, Engine.VLLM, layout, OptionalInt.of(8));
    return new SyntheticReplica(deployment, habits, PassAssemblerTest.STEPS);
  }

  /**
   * Where a pass consists of nothing but its hand-over, a cut within it shows only when the size
   * changes; everywhere else the next pass is whole again.
   */
  @ParameterizedTest
  @MethodSource("places")
  void aRecordingCutAtItsStartFindsThePasses(SyntheticReplica replica, int rank) {
    List<Issued> issued = replica.issued(rank);
    List<Outline> whole = PlayedPasses.of(replica, rank);
    for (int cut = 0; cut < issued.size() && issued.get(cut).step() < 3; cut++) {
      int first = issued.get(cut).step();
      boolean atStart = cut == 0 || issued.get(cut - 1).step() < first;
      List<ForwardPass> passes = assemble(replica.deployment(), rank, calls(issued, cut));
      int sure = atStart ? first : nextSure(replica, rank, first);
      assertThat(outlines(passes).subList(sure - first, passes.size()))
          .as("cut before call %d in pass %d", cut, first)
          .isEqualTo(whole.subList(sure, whole.size()));
      if (!atStart) {
        assertThat(passes.subList(0, sure - first)).anyMatch(pass -> !pass.complete());
      }
    }
  }

  private static int nextSure(SyntheticReplica replica, int rank, int first) {
    List<CollectiveCall> last = replica.calls(rank);
    boolean onlyHandover =
        last.stream().map(c -> c.signature().collective()).distinct().count() == 1;
    int sure = first + 1;
    while (onlyHandover
        && replica.steps().get(sure).tokens() == replica.steps().get(sure - 1).tokens()) {
      sure++;
    }
    return sure;
  }

  private static List<CollectiveCall> calls(List<Issued> issued, int from) {
    return issued.subList(from, issued.size()).stream().map(Issued::call).toList();
  }

  @ParameterizedTest
  @MethodSource("places")
  void aRecordingCutAtItsEndLeavesOneIncompletePass(SyntheticReplica replica, int rank) {
    List<Issued> issued = replica.issued(rank);
    List<Outline> whole = PlayedPasses.of(replica, rank);
    List<CollectiveCall> all = calls(issued, 0);
    for (int cut = 1; cut < issued.size(); cut++) {
      int open = issued.get(cut).step();
      int begin = cut;
      while (begin > 0 && issued.get(begin - 1).step() == open) {
        begin--;
      }
      List<Outline> expected = new ArrayList<>(whole.subList(0, open));
      if (begin < cut) {
        expected.add(outline(all.subList(begin, cut), false));
      }
      assertThat(outlines(assemble(replica.deployment(), rank, all.subList(0, cut))))
          .as("cut before call %d", cut)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void batchesAndRestartsAnywhereGiveTheSamePasses(SyntheticReplica replica, int rank) {
    List<CollectiveCall> calls = replica.calls(rank);
    List<ForwardPass> whole = assemble(replica.deployment(), rank, calls);
    Random random = new Random(rank);
    for (int trial = 0; trial < 5; trial++) {
      PassAssembler assembler = new PassAssembler(replica.deployment(), rank);
      List<ForwardPass> passes = new ArrayList<>();
      int from = 0;
      while (from < calls.size()) {
        int to = Math.min(calls.size(), from + random.nextInt(9));
        PassAssembler.Snapshot snapshot = assembler.snapshot();
        List<ForwardPass> more = PlayedPasses.accept(assembler, calls.subList(from, to));
        if (random.nextInt(4) == 0) {
          assembler = new PassAssembler(replica.deployment(), rank, snapshot);
          more = PlayedPasses.accept(assembler, calls.subList(from, to));
        }
        passes.addAll(more);
        from = to;
      }
      passes.addAll(PlayedPasses.finish(assembler));
      assertSame(passes, whole);
    }
  }

  private static void assertSame(List<ForwardPass> passes, List<ForwardPass> whole) {
    assertThat(outlines(passes)).isEqualTo(outlines(whole));
    assertThat(passes)
        .usingRecursiveFieldByFieldElementComparatorOnFields("rank", "index", "sizes")
        .isEqualTo(whole);
  }
}
