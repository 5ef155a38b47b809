package dev.ringside.core.parallelism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.core.collective.CallSignature;
import dev.ringside.core.collective.Collective;
import dev.ringside.core.collective.Communicator;
import dev.ringside.core.collective.DataType;
import dev.ringside.core.collective.TimingQuality;
import dev.ringside.core.collective.Transport;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rank 6 of t = 2, p = 2, d = 2 sits in replica 1, stage 1, lane 0. */
class GroupClassifierTest {

  private final GroupClassifier sixth = new GroupClassifier(new ParallelLayout(2, 2, 2), 6);

  @ParameterizedTest
  @CsvSource({
    "6 7, TP",
    "4 6, PP",
    "4 5 6 7, WORLD",
    "2 6, UNKNOWN",
    "4 5, UNKNOWN",
    "6, UNKNOWN",
    "0 1 2 3 4 5 6 7, UNKNOWN"
  })
  void byMembersWhereTheyAreNamed(String members, Parallelism expected) {
    List<Integer> ranks = Arrays.stream(members.split(" ")).map(Integer::valueOf).toList();
    CallSignature call = group(Collective.ALL_REDUCE, new Communicator("x", ranks.size(), ranks));
    assertThat(sixth.classify(call)).isEqualTo(expected);
  }

  @Test
  void aStageOfThousandsIsKnownByEachOfItsRanks() {
    ParallelLayout layout = new ParallelLayout(4096, 1, 2);
    List<Integer> stage = layout.ranksOfStage(1, 0);
    List<Integer> other = layout.ranksOfStage(0, 0);
    for (int rank : List.of(4096, 6000, 8191)) {
      GroupClassifier classifier = new GroupClassifier(layout, rank);
      assertThat(classifier.classify(members(stage))).isEqualTo(Parallelism.TP);
      assertThat(classifier.classify(members(other))).isNotEqualTo(Parallelism.TP);
    }
  }

  @Test
  void asManyRanksAsAStageAreNotTheStage() {
    GroupClassifier classifier = new GroupClassifier(new ParallelLayout(4, 2, 2), 5);

    assertThat(classifier.classify(members(List.of(4, 5, 6, 7)))).isEqualTo(Parallelism.TP);
    assertThat(classifier.classify(members(List.of(4, 5, 6, 8)))).isEqualTo(Parallelism.UNKNOWN);
    assertThat(classifier.classify(members(List.of(4, 6, 6, 7)))).isEqualTo(Parallelism.UNKNOWN);
  }

  private static CallSignature members(List<Integer> ranks) {
    return group(Collective.ALL_REDUCE, new Communicator("x", ranks.size(), ranks));
  }

  @Test
  void aNameSaysNothing() {
    Communicator misnamed = new Communicator("pp:0", 2, List.of(6, 7));
    assertThat(sixth.classify(group(Collective.ALL_REDUCE, misnamed))).isEqualTo(Parallelism.TP);
  }

  @ParameterizedTest
  @CsvSource({"4, PP", "6, PP", "-1, PP", "5, UNKNOWN", "7, UNKNOWN", "2, UNKNOWN", "0, UNKNOWN"})
  void pointToPointByThePeersLane(int peer, Parallelism expected) {
    assertThat(sixth.classify(pair(peer))).isEqualTo(expected);
  }

  @Test
  void pointToPointWithoutAPipelineServesNothingKnown() {
    GroupClassifier tensorOnly = new GroupClassifier(new ParallelLayout(2, 1, 1), 0);
    assertThat(tensorOnly.classify(pair(-1))).isEqualTo(Parallelism.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 0, TP",
    "2, 2, 2, TP",
    "2, 2, 4, WORLD",
    "4, 1, 4, TP",
    "1, 4, 4, PP",
    "1, 4, 0, PP",
    "1, 1, 0, UNKNOWN",
    "1, 1, 1, UNKNOWN"
  })
  void byCollectiveAndSizeWhereNoMembersAreNamed(
      int tensor, int pipeline, int size, Parallelism expected) {
    GroupClassifier first = new GroupClassifier(new ParallelLayout(tensor, pipeline, 1), 0);
    CallSignature call = group(Collective.ALL_REDUCE, new Communicator("", size, List.of()));
    assertThat(first.classify(call)).isEqualTo(expected);
  }

  @Test
  void anUnknownCollectiveOfUnknownMembersIsNotTheTensorGroups() {
    GroupClassifier first = new GroupClassifier(new ParallelLayout(2, 1, 1), 0);
    assertThat(first.classify(group(Collective.UNKNOWN, Communicator.UNKNOWN)))
        .isEqualTo(Parallelism.UNKNOWN);
  }

  private static CallSignature group(Collective collective, Communicator communicator) {
    return signature(collective, communicator, CallSignature.NO_PEER);
  }

  private static CallSignature pair(int peer) {
    return signature(Collective.SEND, Communicator.UNKNOWN, peer);
  }

  private static CallSignature signature(
      Collective collective, Communicator communicator, int peer) {
    return new CallSignature(
        communicator,
        collective,
        DataType.BFLOAT16,
        64,
        Transport.NCCL,
        TimingQuality.GPU_NS,
        peer,
        0);
  }
}
