package dev.ringside.schemas.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringside.core.bound.Bound;
import dev.ringside.schemas.MalformedRecordException;
import dev.ringside.schemas.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankRunsTest {

  @Test
  void aWholeClusterIsOneRun() {
    assertThat(RankRuns.of(ranks(0, 1, 4096))).containsExactly(0, 1, 4096);
  }

  @Test
  void everyEighthRankIsOneRun() {
    assertThat(RankRuns.of(ranks(3, 8, 512))).containsExactly(3, 8, 512);
  }

  @Test
  void nodesOfADeploymentThatSkipsNodesAreARunEach() {
    List<Integer> ranks = new ArrayList<>(ranks(0, 1, 32));
    ranks.addAll(ranks(64, 1, 40));

    assertThat(RankRuns.of(ranks)).containsExactly(0, 1, 32, 64, 1, 40);
  }

  @Test
  void groupsOfThreeAndThoseWithoutOrderAreListed() {
    assertThat(RankRuns.of(List.of())).isEmpty();
    assertThat(RankRuns.of(ranks(0, 1, 3))).isEmpty();
    assertThat(RankRuns.of(ranks(0, 1, 4))).containsExactly(0, 1, 4);
    assertThat(RankRuns.of(IntStream.range(0, 100).mapToObj(i -> i * i).toList())).isEmpty();
  }

  @Test
  void ranksComeBackAsTheyWere() throws MalformedRecordException {
    Random random = new Random(14);
    for (int round = 0; round < 500; round++) {
      TreeSet<Integer> ranks = new TreeSet<>();
      while (ranks.size() < 1 + random.nextInt(200)) {
        ranks.addAll(ranks(random.nextInt(5_000), 1 + random.nextInt(9), 1 + random.nextInt(40)));
      }
      List<Integer> runs = RankRuns.of(List.copyOf(ranks));
      if (!runs.isEmpty()) {
        assertThat(RankRuns.ranks(runs, 0, reader())).containsExactlyElementsOf(ranks);
      }
    }
  }

  @Test
  void aBatchOfALargeGroupIsReadAsItWasWritten() throws MalformedRecordException {
    RawBatch raw = new RawBatch();
    raw.communicatorSize = 4096;
    raw.ranks = List.of();
    raw.rankRuns = List.of(0, 1, 4096);

    assertThat(CallBatchDecoder.decode(raw.bytes()).signatures().get(0).communicator().ranks())
        .isEqualTo(ranks(0, 1, 4096));
  }

  /** A few bytes must not become gigabytes. */
  @Test
  void whatRunsClaimIsBoundedBeforeItIsMade() {
    long most = Bound.COMMUNICATOR_RANKS.most();

    assertThat(refused(List.of(0, 1, Integer.MAX_VALUE), 0)).contains("communicator_ranks");
    assertThat(refused(List.of(0, 1, 65), most - 64)).contains("communicator_ranks");
    assertThat(refused(List.of(0, Integer.MAX_VALUE, 2), 0)).contains("rank_number");
    assertThat(refused(List.of(-1, 1, 2), 0)).contains("a run of 2 ranks from -1 by 1");
    assertThat(refused(List.of(0, 0, 2), 0)).contains("a run of 2 ranks from 0 by 0");
    assertThat(refused(List.of(0, 1, 0), 0)).contains("a run of 0 ranks from 0 by 1");
    assertThat(refused(List.of(0, 1), 0)).contains("no threes");
  }

  private static String refused(List<Integer> runs, long listed) {
    return catchThrowableOfType(
            MalformedRecordException.class, () -> RankRuns.ranks(runs, listed, reader()))
        .getMessage();
  }

  private static WireReader reader() {
    return new WireReader(new byte[0], 0, 0);
  }

  private static List<Integer> ranks(int first, int step, int count) {
    return IntStream.range(0, count).mapToObj(i -> first + step * i).toList();
  }
}
