package dev.ringside.core.parallelism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParallelLayoutProperties {

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 1, 1", "1, 4, 1", "2, 2, 1", "4, 2, 3", "8, 4, 2", "3, 5, 7"})
  void tensorRunsFastestThenPipelineThenData(int tensor, int pipeline, int data) {
    ParallelLayout layout = new ParallelLayout(tensor, pipeline, data);
    int rank = 0;
    for (int replica = 0; replica < data; replica++) {
      for (int stage = 0; stage < pipeline; stage++) {
        for (int lane = 0; lane < tensor; lane++) {
          assertThat(layout.replicaOf(rank)).isEqualTo(replica);
          assertThat(layout.stageOf(rank)).isEqualTo(stage);
          assertThat(layout.laneOf(rank)).isEqualTo(lane);
          assertThat(layout.ranksOfStage(replica, stage)).contains(rank).hasSize(tensor);
          assertThat(layout.ranksOfLane(replica, lane)).contains(rank).hasSize(pipeline);
          rank++;
        }
      }
    }
    assertThat(layout.worldSize()).isEqualTo(rank);
    assertThat(layout.ranksPerReplica() * data).isEqualTo(rank);
    assertThat(layout.isLastStage(pipeline - 1)).isTrue();
    assertThat(layout.isLastStage(pipeline - 2)).isFalse();
  }

  @Test
  void stagesAndLanesOfAReplicaEachCoverItOnce() {
    ParallelLayout layout = new ParallelLayout(4, 3, 2);
    List<Integer> byStage = new ArrayList<>();
    List<Integer> byLane = new ArrayList<>();
    IntStream.range(0, 3).forEach(stage -> byStage.addAll(layout.ranksOfStage(1, stage)));
    IntStream.range(0, 4).forEach(lane -> byLane.addAll(layout.ranksOfLane(1, lane)));
    Integer[] replica = IntStream.range(12, 24).boxed().toArray(Integer[]::new);
    assertThat(byStage).containsExactly(replica);
    assertThat(byLane).containsExactlyInAnyOrder(replica);
  }

  @Test
  void eachDegreeIsAtLeastOneAndTheWorldCountable() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ParallelLayout(0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ParallelLayout(1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ParallelLayout(1, 1, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ParallelLayout(1 << 30, 1 << 9, 1 << 30))
        .withMessageContaining("bound ranks");
  }

  @ParameterizedTest
  @CsvSource({"TP, tp", "PP, pp", "WORLD, world", "UNKNOWN, ''"})
  void labels(Parallelism parallelism, String label) {
    assertThat(parallelism.label()).isEqualTo(label);
  }
}
